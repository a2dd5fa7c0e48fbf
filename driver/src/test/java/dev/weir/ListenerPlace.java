package dev.weir;

import dev.weir.event.ExecutionListener;

/** Where a listener is that must hear the same everywhere. */
enum ListenerPlace {
  /** On a DataSource of the driver that is observed. */
  OBSERVED {
    @Override
    WeirDataSource open(Cluster cluster, ExecutionListener listener) {
      WeirDataSource weir = Weir.observe(cluster.bare());
      weir.addListener(listener);
      return weir;
    }
  },
  /** On one that routes, with replicas. */
  ROUTED {
    @Override
    WeirDataSource open(Cluster cluster, ExecutionListener listener) throws Exception {
      return cluster.open(builder -> builder.listener(listener));
    }
  };

  /** A DataSource with the listener. */
  abstract WeirDataSource open(Cluster cluster, ExecutionListener listener) throws Exception;
}
