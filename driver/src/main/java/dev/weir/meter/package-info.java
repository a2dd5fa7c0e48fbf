/**
 * What a DataSource has done so far, in numbers: counted cheaply, read as immutable snapshots, and
 * shown by JMX and, where that is on the class path, by Micrometer.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.meter;
