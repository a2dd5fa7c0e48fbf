package dev.weir.samples.spring;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The orders. */
public interface Orders extends JpaRepository<CustomerOrder, Long> {
  /** Those of a customer, without what is in them. */
  List<CustomerOrder> findByCustomerId(long customerId);

  /** Those of a customer, with what is in them. */
  @Query("select o from CustomerOrder o join fetch o.items where o.customerId = ?1")
  List<CustomerOrder> findWithItems(long customerId);
}
