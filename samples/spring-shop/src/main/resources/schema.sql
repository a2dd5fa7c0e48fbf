create table product (id bigint primary key, name text not null, stock integer not null);
create table customer_order (id bigint primary key, customer_id bigint not null);
create index customer_order_customer_idx on customer_order (customer_id);
create table customer_order_items (customer_order_id bigint not null references customer_order, items text not null);
create index customer_order_items_order_idx on customer_order_items (customer_order_id);
