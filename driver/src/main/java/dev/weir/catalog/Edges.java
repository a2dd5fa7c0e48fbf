package dev.weir.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All edges, by what they come from. Immutable. */
final class Edges {
  private final Map<Edge.Kind, Map<Long, List<Edge>>> edges = new EnumMap<>(Edge.Kind.class);

  /**
   * Sorts them. What a write leads to comes from the root of the relation's tree: a statement on
   * the root reaches all of it.
   */
  Edges(Collection<Edge> all, Map<Long, Relation> relations) {
    for (Edge edge : all) {
      Relation relation =
          edge.kind() == Edge.Kind.RUNS || edge.kind() == Edge.Kind.WRITES
              ? relations.get(edge.source())
              : null;
      edges
          .computeIfAbsent(edge.kind(), first -> new HashMap<>())
          .computeIfAbsent(
              relation == null ? edge.source() : relation.identity(), first -> new ArrayList<>(2))
          .add(edge);
    }
  }

  /** What all edges of a kind lead to, once each. */
  Set<Long> targets(Edge.Kind kind) {
    Set<Long> targets = new HashSet<>();
    edges
        .getOrDefault(kind, Map.of())
        .values()
        .forEach(from -> from.forEach(edge -> targets.add(edge.target())));
    return targets;
  }

  List<Edge> from(Edge.Kind kind, long source) {
    return edges.getOrDefault(kind, Map.of()).getOrDefault(source, List.of());
  }
}
