/**
 * What a text needs, before it runs: its plan, made of what the text says and what the catalogue
 * says; its hint, what it does to the session, and what refused it before.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.plan;
