package dev.weir.samples.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads at the same work. */
final class Crew {
  private Crew() {}

  /** What each of them does. */
  interface Work {
    /**
     * Works to the end.
     *
     * @param member which of the crew it is, from 0
     */
    void run(int member) throws Exception;
  }

  /**
   * Has so many threads work, and waits for all.
   *
   * @throws IllegalStateException if one of them failed, with its failure as the cause
   */
  static void work(int threads, Work work) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> members = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int member = i;
        members.add(
            executor.submit(
                () -> {
                  work.run(member);
                  return null;
                }));
      }
      for (Future<?> member : members) {
        member.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the shop's work failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at work", e);
    } finally {
      executor.shutdownNow();
    }
  }
}
