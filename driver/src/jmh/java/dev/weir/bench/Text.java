package dev.weir.bench;

/** Statements of about 300 characters, as applications write them. */
public enum Text implements Row {
  /** Two joins, conditions, an order and a limit. */
  JOIN(
      "a SELECT with two joins",
      "SELECT o.id, o.customer_id, o.total, o.created_at, c.name, c.email FROM orders o"
          + " JOIN customers c ON c.id = o.customer_id"
          + " LEFT JOIN addresses a ON a.customer_id = c.id WHERE o.status = ?"
          + " AND o.created_at >= ? AND c.country = 'DE' AND o.total > 100.50"
          + " ORDER BY o.created_at DESC, o.id LIMIT 50 OFFSET ?"),

  /** One row of thirteen columns. */
  INSERT(
      "an INSERT of one row",
      "INSERT INTO orders (id, customer_id, status, total, currency, created_at, updated_at, note,"
          + " shipping_address_id, billing_address_id, coupon_code, source, locale)"
          + " VALUES (?, ?, 'NEW', ?, 'EUR', now(), now(), ?, ?, ?, NULL, 'web', ?)"
          + " ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at RETURNING id"),

  /** Thirteen columns, three of them from their old values or a function. */
  UPDATE(
      "an UPDATE of thirteen columns",
      "UPDATE customers SET name = ?, email = ?, phone = ?, country = ?, city = ?, postal_code = ?,"
          + " street = ?, version = version + 1, updated_at = now(), marketing_consent = true,"
          + " last_login_at = ?, preferred_language = 'en', loyalty_points = loyalty_points + ?"
          + " WHERE id = ? AND version = ? AND deleted_at IS NULL");

  private final String title;
  private final String sql;

  Text(String title, String sql) {
    this.title = title;
    this.sql = sql;
  }

  @Override
  public String title() {
    return title;
  }

  String sql() {
    return sql;
  }
}
