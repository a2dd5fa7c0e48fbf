package com.shop;

/** What the code of a scenario calls. */
public interface Steps {
  /** Does a step. */
  void run(int number);

  /** How often to repeat something. */
  int times(int number);

  /** Thrown by a step that fails, where somebody is to try again. */
  final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
