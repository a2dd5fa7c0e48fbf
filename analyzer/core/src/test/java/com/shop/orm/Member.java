package com.shop.orm;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;

/** Who orders. */
@Entity
public class Member {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "member")
  @SequenceGenerator(name = "member", sequenceName = "member_seq", allocationSize = 50)
  Long id;

  String name = "";

  /** Of Hibernate. */
  protected Member() {}

  /** Creates one. */
  public Member(String name) {
    this.name = name;
  }

  /** What they are called. */
  public String name() {
    return name;
  }
}
