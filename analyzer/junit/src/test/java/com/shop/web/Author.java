package com.shop.web;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.List;

/** Of books. */
@Entity
public class Author {
  @Id private Long id;

  @OneToMany(mappedBy = "author")
  private List<Book> books;

  /** For Hibernate. */
  protected Author() {}

  /** An author without books. */
  public Author(Long id) {
    this.id = id;
  }

  /** What the author has written. */
  public List<Book> books() {
    return books;
  }
}
