package dev.weir.analyzer.place;

import java.util.Arrays;

/** The cycles of a graph: Tarjan's strongly connected components, without recursion. */
final class Cycles {
  private final int[][] successors;
  private final int[] order;
  private final int[] low;
  private final int[] cycles;
  private final boolean[] open;
  private final int[] stack;
  private int stacked;
  private int visited;
  private int found;

  private Cycles(int[][] successors) {
    int size = successors.length;
    this.successors = successors;
    this.order = new int[size];
    this.low = new int[size];
    this.cycles = new int[size];
    this.open = new boolean[size];
    this.stack = new int[size];
    Arrays.fill(cycles, -1);
  }

  /**
   * The number of the cycle on which each node lies, from 0; -1 for none.
   *
   * @param successors of each node
   */
  static int[] of(int[][] successors) {
    Cycles graph = new Cycles(successors);
    for (int node = 0; node < successors.length; node++) {
      if (graph.order[node] == 0) {
        graph.visit(node);
      }
    }
    return graph.cycles;
  }

  private void visit(int root) {
    int[] path = new int[successors.length];
    int[] next = new int[successors.length];
    int depth = 0;
    path[0] = root;
    enter(root);
    while (depth >= 0) {
      int node = path[depth];
      if (next[node] < successors[node].length) {
        int to = successors[node][next[node]++];
        if (order[to] == 0) {
          depth++;
          path[depth] = to;
          enter(to);
        } else if (open[to]) {
          low[node] = Math.min(low[node], order[to]);
        }
      } else {
        leave(node);
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[node]);
        }
      }
    }
  }

  private void enter(int node) {
    visited++;
    order[node] = visited;
    low[node] = visited;
    open[node] = true;
    stack[stacked] = node;
    stacked++;
  }

  private void leave(int node) {
    if (low[node] != order[node]) {
      return;
    }
    boolean several = stack[stacked - 1] != node;
    boolean itself = Arrays.stream(successors[node]).anyMatch(to -> to == node);
    int member;
    do {
      stacked--;
      member = stack[stacked];
      open[member] = false;
      cycles[member] = several || itself ? found : -1;
    } while (member != node);
    found++;
  }
}
