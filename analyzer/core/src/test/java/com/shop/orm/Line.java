package com.shop.orm;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;

/** A line of an order. */
@Entity
public class Line {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "line")
  @SequenceGenerator(name = "line", sequenceName = "line_seq", allocationSize = 50)
  Long id;

  String what = "";

  @ManyToOne(fetch = FetchType.LAZY)
  Purchase purchase;

  /** Of Hibernate. */
  protected Line() {}

  Line(Purchase purchase, String what) {
    this.purchase = purchase;
    this.what = what;
  }
}
