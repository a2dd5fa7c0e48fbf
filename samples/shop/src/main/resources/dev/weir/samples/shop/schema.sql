-- An online shop and its first 238,000 rows. The data are the same in every run.
-- Constraints and indexes come last: that is many times faster than keeping them up to date.
CREATE TABLE customer (
  id bigint NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  last_seen timestamptz NOT NULL
);
CREATE TABLE product (
  id bigint NOT NULL,
  category text NOT NULL,
  title text NOT NULL,
  price numeric(10, 2) NOT NULL,
  views bigint NOT NULL
);
CREATE TABLE orders (
  id bigint NOT NULL,
  customer_id bigint NOT NULL,
  status text NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE TABLE order_item (
  id bigint NOT NULL,
  order_id bigint NOT NULL,
  product_id bigint NOT NULL,
  quantity int NOT NULL,
  price numeric(10, 2) NOT NULL
);
CREATE TABLE cart (
  id bigint NOT NULL,
  customer_id bigint NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE TABLE stock_movement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id bigint NOT NULL,
  quantity int NOT NULL,
  reference text NOT NULL
);

INSERT INTO customer
  SELECT n, 'customer' || n || '@example.com', 'Customer ' || n, now() - interval '1 day'
  FROM generate_series(1, 3000) n;
INSERT INTO product
  SELECT n, 'category ' || n % 40, 'Product ' || n, 1 + n % 200, 0
  FROM generate_series(1, 5000) n;
-- Twenty orders for each customer; one in three is paid and waits for its carrier.
INSERT INTO orders
  SELECT n, 1 + n % 3000, CASE WHEN n % 3 = 0 THEN 'paid' ELSE 'delivered' END, now() - interval '1 day'
  FROM generate_series(1, 60000) n;
INSERT INTO order_item
  SELECT n, 1 + n % 60000, 1 + n * 7 % 5000, 1 + n % 3, 1 + n % 200
  FROM generate_series(1, 150000) n;
INSERT INTO cart
  SELECT n, 1 + n % 3000, now() - interval '1 hour'
  FROM generate_series(1, 20000) n;

ALTER TABLE customer ADD PRIMARY KEY (id), ADD UNIQUE (email);
ALTER TABLE product ADD PRIMARY KEY (id);
ALTER TABLE orders ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE order_item ADD PRIMARY KEY (id),
  ADD FOREIGN KEY (order_id) REFERENCES orders, ADD FOREIGN KEY (product_id) REFERENCES product;
ALTER TABLE cart ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer_id) REFERENCES customer;
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX orders_status_idx ON orders (status);
CREATE INDEX order_item_order_idx ON order_item (order_id);
CREATE INDEX order_item_product_idx ON order_item (product_id);
CREATE INDEX cart_expires_idx ON cart (expires_at);
ANALYZE;
