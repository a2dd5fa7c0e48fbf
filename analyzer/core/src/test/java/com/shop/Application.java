package com.shop;

/** The code of a scenario. */
public interface Application {
  /** Does one unit of work. */
  void unit(int number);
}
