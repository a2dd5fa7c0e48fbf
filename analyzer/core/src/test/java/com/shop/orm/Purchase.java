package com.shop.orm;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SequenceGenerator;
import java.util.ArrayList;
import java.util.List;

/** An order. */
@Entity
public class Purchase {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "purchase")
  @SequenceGenerator(name = "purchase", sequenceName = "purchase_seq", allocationSize = 50)
  Long id;

  String state = "new";

  @ManyToOne(fetch = FetchType.LAZY)
  Member member;

  @OneToMany(mappedBy = "purchase", cascade = CascadeType.ALL)
  List<Line> lines = new ArrayList<>();

  /** Of Hibernate. */
  protected Purchase() {}

  /** Creates one with so many lines. */
  Purchase(Member member, int lines) {
    this.member = member;
    for (int i = 0; i < lines; i++) {
      this.lines.add(new Line(this, "line " + i));
    }
  }
}
