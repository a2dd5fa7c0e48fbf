insert into product select i, 'product ' || i, 100 from generate_series(1, 1000) i;
insert into customer_order select i, 1 + i % 100 from generate_series(1, 2000) i;
insert into customer_order_items select 1 + i % 2000, 'product ' || (1 + i % 1000) from generate_series(1, 6000) i;
