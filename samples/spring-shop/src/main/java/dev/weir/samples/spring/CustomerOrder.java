package dev.weir.samples.spring;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;

/** What a customer has bought, which is read when somebody asks for it. */
@Entity
public class CustomerOrder {
  @Id private long id;
  private long customerId;
  @ElementCollection private List<String> items = new ArrayList<>();

  /** For Hibernate. */
  protected CustomerOrder() {}

  /** One of a customer. */
  public CustomerOrder(long id, long customerId, List<String> items) {
    this.id = id;
    this.customerId = customerId;
    this.items = new ArrayList<>(items);
  }

  /** Its number. */
  public long getId() {
    return id;
  }

  /** Whose it is. */
  public long getCustomerId() {
    return customerId;
  }

  /** What is in it. */
  public List<String> getItems() {
    return items;
  }
}
