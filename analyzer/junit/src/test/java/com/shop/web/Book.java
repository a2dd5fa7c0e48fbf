package com.shop.web;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** By an author. */
@Entity
public class Book {
  @Id private Long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Author author;

  /** For Hibernate. */
  protected Book() {}

  /** A book. */
  public Book(Long id, Author author) {
    this.id = id;
    this.author = author;
  }

  /** Its number. */
  public Long id() {
    return id;
  }

  /** Who has written it. */
  public Author author() {
    return author;
  }
}
