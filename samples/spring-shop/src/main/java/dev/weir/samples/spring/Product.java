package dev.weir.samples.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What is sold. */
@Entity
public class Product {
  @Id private long id;
  private String name = "";
  private int stock;

  /** For Hibernate. */
  protected Product() {}

  /** One of this name. */
  public Product(long id, String name, int stock) {
    this.id = id;
    this.name = name;
    this.stock = stock;
  }

  /** Its number. */
  public long getId() {
    return id;
  }

  /** What it is called. */
  public String getName() {
    return name;
  }

  /** How many there are. */
  public int getStock() {
    return stock;
  }
}
