/**
 * What a logical connection has of its servers: pools by node, physical connections, leases, their
 * settings, and what lives in their sessions. The only package that asks questions of Weir's own on
 * a session that an application has or will get: {@link dev.weir.lease.OwnQuestions}.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.lease;
