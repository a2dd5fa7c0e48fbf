package dev.weir.planted.other;

/** Of a package that nobody planned. */
public final class PlantedOther {}
