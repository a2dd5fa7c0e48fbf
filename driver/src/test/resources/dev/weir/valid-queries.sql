-- Queries that PostgreSQL accepts, one a line, of every form that its grammar has for them. Each only reads.
select * from json_table('[1,2]'::jsonb, '$[*]' columns (a int path '$', b text path '$.x' default 'q' on empty error on error)) as j
select * from json_table('[1,2]'::jsonb, '$[*]' columns (a int path '$') empty on error) as j
select j.* from t, json_table(t.j, '$[*]' columns (id for ordinality, n int path '$.n', nested path '$.k[*]' columns (m text path '$'), e int exists path '$.z' true on error)) j
select * from json_table('[]', '$' as root passing 1 as one, 2 as two columns (a jsonb format json path '$' with unconditional array wrapper keep quotes null on empty)) 
select j.a from json_table('[1]', '$[*]' columns (nested '$.a[*]' as p columns (a int))) j
select * from t cross join lateral json_table(t.j, 'lax $' columns(a int)) as jt(a) where jt.a = 1
select json_value('{"a":1}', '$.a' returning int default 3 on empty error on error)
select json_query('{"a":1}'::jsonb, '$.a' returning text keep quotes)
select json_exists(j, '$.a' passing 1 as x true on error) from t
select json_object('a' : 1, 'b' value 2 null on null with unique keys returning jsonb)
select json_array(select id from t order by id returning jsonb)
select json_array()
select json_object()
select json_arrayagg(v order by v desc null on null returning jsonb) from t
select json_objectagg(name : v absent on null with unique keys returning json) from t
select json_objectagg(name value v) from t
select json_scalar(1), json_serialize('{}' returning bytea), json('{}' with unique keys), json('{}' format json)
select j is json, j::text is json object, '[]' is json array with unique keys, '1' is not json scalar, '1' is json value from t
select '{}' is json without unique
select xmlelement(name foo, xmlattributes(1 as a, name as "b"), 'x', xmlforest(v as w, id)) from t
select xmlforest(id, name as n) from t
select xmlparse(document '<a/>'), xmlparse(content 'x' preserve whitespace), xmlparse(content 'x' strip whitespace)
select xmlpi(name php, 'echo')
select xmlroot(xml '<a/>', version '1.0', standalone yes), xmlroot(xml '<a/>', version no value, standalone no value)
select xmlserialize(content x as text), xmlserialize(document x as varchar(100) no indent), xmlserialize(document x as text indent) from t
select xmlexists('//a' passing by ref '<a/>'), xmlexists('//a' passing '<a/>' by ref)
select xmlconcat('<a/>', '<b/>'), xmlagg(x order by id) from t
select x is document, x is not document from t where x is not null and false
select * from xmltable('/r/i' passing by value '<r><i id="1"/></r>' columns id int path '@id' not null default 5, o for ordinality, t text)
select x.* from t, lateral xmltable('/a' passing t.x columns b text) as x(b)
select * from t tablesample bernoulli(10) repeatable (1)
select * from t as tt tablesample system(5), u
select * from only t, only (u) x, t * y
select sum(v) over (partition by name order by id rows between unbounded preceding and current row exclude ties) from t
select sum(v) over (order by id rows (1) preceding) from t
select sum(v) over (order by id rows 1 preceding exclude no others), count(*) over () from t
select sum(v) over (order by id range between 1 preceding and 2 following exclude group) from t
select sum(v) over (order by id groups between current row and unbounded following exclude current row) from t
select sum(v) over w, rank() over (w rows unbounded preceding) from t window w as (partition by name order by id), w2 as (w)
select first_value(v) over w from t window w as (order by id)
select sum(v) over (order by ts range between interval '1 day' preceding and interval '1' day following) from t
select sum(v) over (order by id rows between (select 1) preceding and (1+1) following) from t
select percentile_cont(0.5) within group (order by v desc nulls last) filter (where v > 0) from t
select string_agg(distinct name, ',' order by name) from t
select array_agg(all v order by v using <) from t
select count(distinct (id, v)) from t
select name, grouping(name), sum(v) from t group by grouping sets ((name), (name, v), ())
select name, v, grouping(name, v) from t group by grouping sets (rollup (name, v), cube(name, v))
select name, v from t group by distinct rollup (name, v), cube (v, name)
select name from t group by all name
select name from t group by grouping sets (name), v
select count(*) from t group by () having true
select id from t order by id fetch first 3 rows with ties
select id from t order by id offset 1 row fetch next row only
select id from t order by id offset 1 rows fetch first (1 + 1) rows only
select id from t order by id fetch first rows only
select id from t limit all offset 0
select id from t limit (select 1)
select id from t limit null
select id from t order by v using >, name collate "C" desc nulls first
select id from t order by id using operator(pg_catalog.<)
select * from t, lateral (select * from u where u.t_id = t.id) as x(a, b, c)
select * from rows from (generate_series(1, 2), generate_series(1, 3)) with ordinality as x(a, b, n)
select * from rows from (json_to_recordset('[{"a":1}]') as (a int, b text), generate_series(1, 2)) as z
select * from generate_series(1, 3) with ordinality as g(x, n)
select * from generate_series(1, 3) g
select * from json_to_record('{"a":1}') as x(a int, b numeric(3, 1), c text[])
select * from unnest(array[1,2], array['a']) with ordinality
select * from t join u using (id) as j where j.id = 1
select * from t natural full outer join u
select * from (t left join u on t.id = u.t_id) j
select * from (t cross join u) as q(a, b)
select * from ((select 1) union (select 2)) q(a)
select * from ((select 1 as a)) q
select * from (values (1, 'a'), (2, 'b')) as v(a, b)
select * from (table t) q
values (1, 2), (3, 4) order by 1 limit 1
table t
table only t
(table t) union all (select * from t) order by 1
(select 1)
((select 1) union ((select 2) except (select 3)))
select 1 union select 2 intersect select 3 order by 1
select 1 union all (select 2 limit 1) offset 1
select all 1
select distinct on (name, v) name, id from t order by name, v
select distinct v from t
select
select from t
select where true
with a as materialized (select 1), b as not materialized (select 2) select * from a, b
with recursive r(n) as (values (1) union all select n + 1 from r where n < 5) select * from r
with recursive r(n, p) as (select 1, 2 union all select n + 1, p from r where n < 5) search depth first by n set o select * from r
with recursive r(n, p) as (select 1, 2 union all select n + 1, p from r where n < 5) search breadth first by n, p set o cycle n, p set c using pth select * from r
with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) cycle n set is_c to 'Y' default 'N' using pth select * from r
with a as (with b as (select 1) select * from b) select * from a
with a as (values (1)), b as (table t) select * from a union all select id from b
select ts at time zone 'UTC', ts at local, d::timestamp at time zone interval '1 hour' from t
select timezone('UTC', ts) from t
select name collate pg_catalog."C" from t
select arr[1], arr[1:2], arr[:2], arr[1:], arr[:], (array[[1,2],[3,4]])[1][2], j['a']['b'] from t
select (array[1,2,3])[2:3][1:1]
select id = any (select t_id from u), id <> all (select 1), id > some (array[1, 2]) from t
select id from t where id = any ('{1,2}'::int[]) and name like any (array['a%', 'b%']) and name not ilike all (array['x'])
select id from t where (id, v) in (select id, v from u) and (id, v) = (select id, v from u limit 1)
select id from t where (id, v) in ((1, 2), (3, 4)) and row(id, v) < row(1, 2) and row(id) = row(1)
select 1 operator(pg_catalog.+) 2, - operator(pg_catalog.-) 3, operator(pg_catalog.-) 3
select id from t where id operator(pg_catalog.=) any (array[1])
select extract(year from d), extract('month' from d), extract(epoch from ts), date_part('day', d) from t
select overlay('abc' placing 'x' from 2 for 1), position('a' in 'abc'), substring('abc' from 2 for 1), substring('abc' for 2), substring('abc' similar 'a%' escape '#'), substring('abc', 2)
select substring('abc' from 'b' for '#')
select trim(both 'x' from 'xax'), trim(leading from ' a'), trim(trailing 'x' from 'ax'), trim(from ' a '), trim(' a '), trim('x' , 'a'), trim(both from ' a')
select overlay(b placing b from 1), position(b in b) from t
select normalize('a', nfc), normalize('a'), 'a' is normalized, 'a' is nfkd normalized, 'a' is not nfc normalized
select collation for ('x'), collation for (name) from t
select cast(1 as numeric(3, 1)), cast('a' as character varying(3)), 1::double precision, '1'::bit varying(3), '1' :: bit(1)
select cast('{1}' as int array), '{1}'::int array[3], '{1}'::int[][]
select timestamp with time zone '2020-01-01', timestamp (3) without time zone '2020-01-01', time '10:00', time with time zone '10:00', time(2) '10:00'
select cast('1' as interval day to second(3)), '1'::interval(3), '1 day'::interval hour
select date '2020-01-01', float8 '1.5', double precision '1.5', numeric '1', bit '1', char 'a', varchar(3) 'abc', character varying 'x', national character 'x', nchar 'x', json '{}', jsonb '{}', point '1,2', int4 '1', pg_catalog.int4 '1', bool 't', decimal '1', dec '1', real '1', smallint '1', bigint '1', integer '1', int '1', text 'a', boolean 't', float '1', float(3) '1'
select "timestamp"('2020-01-01'), "time"('10:00'), "interval"('1 day'), "numeric"('1'), "varchar"('a'), "bit"('1')
select U&"d\0061" from (select 1 as da) q
select U&"d*0061" uescape '*' from (select 1 as da) q
select U&"d!0061" UESCAPE '!' , q.U&"d!0061" uescape '!' from (select 1 as da) q
select 0x1F, 0o17, 0b101, 1_000, 1e5, .5, 5., 1.5e-3
select name is null, name is not null, name isnull, name notnull, (v > 1) is true, (v > 1) is not false, (v > 1) is unknown, (v > 1) is not unknown from t
select v between 1 and 2, v not between symmetric 2 and 1, v between asymmetric 1 and 2 from t
select name like 'a#%' escape '#', name similar to 'a', name not similar to 'a' escape '#', name ~ 'a', name !~* 'b', name ~~ 'a', name not like 'x' from t
select v is distinct from 1, v is not distinct from null from t
select case v when 1 then 'a' when 2 then 'b' else 'c' end, case when v > 1 then 1 end from t
select coalesce(v, 1), nullif(v, 1), greatest(v, 1), least(1, v) from t
select (d, d) overlaps (d, interval '1 day'), row(d, d) overlaps row(d, d) from t
select exists (select 1), not exists (select from t), (select 1), array(select id from t order by id), array[[1], [2]], array[]::int[]
select (c).a, (k.c).b, (c).*, k.c, (row(1, 'a')::comp).b from k
select name(t), id(t) from t
select variadic_call.concat_ws from (select concat_ws(',', variadic array['a', 'b'])) variadic_call
select make_interval(days => 1, hours := 2), format('%s', variadic array[1])
select current_date, current_time, current_time(2), current_timestamp, current_timestamp(3), localtime, localtime(1), localtimestamp, localtimestamp(2)
select current_user, current_role, session_user, user, current_catalog, current_schema, system_user
select current_schema()
select 1 as "select", 2 as select, 3 as from, 4 "x y", 5 value, 6 as year
select t.v alias_without_as, v + 1 plus from t
select /* a /* nested */ b */ 1
select 1 <> 2, 1 != 2, 2 ^ 3, 5 % 2, |/ 4, ||/ 8, @ -1, ~ 1, 1 # 2, 1 & 2, 1 | 2, 1 << 2, 1 >> 2, -(-1), + 1, - - 1
select j -> 'a' ->> 'b', j #> '{a}', j #>> '{a}', j @> '{}', j <@ '{}', j - 'a', j #- '{a}', j || '{}', j @?? '$.a', j @@ '$.a' from t
select j ?? 'a', j ??| array['a'], j ??& array['a'] from t
select r && int4range(1, 2), r -|- int4range(1, 2), r << r, r >> r, r &< r, r &> r, r * r, lower(r), upper_inc(r) from t
select '1.1.1.1'::inet << '1.0.0.0/8', to_tsvector('a') @@ to_tsquery('a'), point '(1,2)' <-> point '(1,1)', box '((0,0),(1,1))' @> point '(0.5,0.5)', circle '<(0,0),1>' ~= circle '<(0,0),1>'
select id from t where name ^@ 'a' and not (v > 1 or v < 0) and v in (1, 2, 3) and v not in (select v from u)
select true and not false or null is null
select sum(v) filter (where v > 1), count(*) filter (where true) from t
select id from t for read only
select id, (select max(v) from u where u.t_id = t.id) m from t where exists (select 1 from u where u.id = t.id) order by (select 1)
select * from pg_partition_tree('t'), pg_partition_ancestors('t'), pg_partition_root('t')
select * from t where id = 1 and (ts, id) > (now(), 1)
select t.ctid, t.tableoid::regclass, t.xmin from t
select pg_typeof(id), to_char(d, 'YYYY'), age(ts), now(), date_trunc('day', ts), encode(b, 'hex'), md5(name), random(), gen_random_uuid(), clock_timestamp() from t
select * from v_over
select x from generate_series(1,2) x where x operator(pg_catalog.<>) all (array[3])
select max(v) keep from t
select a.id from t a inner join u b on a.id = b.t_id left outer join u c on c.id = b.id right join u e on true full join u f on f.id = e.id cross join t g
select id as "Ünï", 'ö' from t
select json_array(1, 2 returning text), json_array(1 null on null)
select cast(row(1, 'a') as comp), (1, 'a')::comp
select nullif(1, 2) is null is true
select a.* from (select 1) as a(x) union select v from t where v between (select 1) and (select 2)
select first, last, next, value, values.key from (select 1 first, 2 last, 3 next, 4 value) q, (select 1 as key) values
select q.end, q.case, q.select from (select 1 as "end", 2 as "case", 3 as "select") q
select count(*) from t, t t2, lateral generate_series(1, t.v) s, lateral (values (s)) vv(z)
select string_to_array('a,b', ',') && array['a'], array_position(arr, 1), cardinality(arr), arr || 1, 1 = any(arr) from t
explain select * from t
explain (costs off, format json, settings on) select * from t
explain analyze select * from t
explain (analyze, buffers, wal, serialize text, memory) select * from t
explain verbose table t
select sum(distinct v) from t having sum(v) > 1 window w as (order by 1)
select lag(v, 1, 0) over w, nth_value(v, 2) over w, ntile(4) over w from t window w as (partition by name order by id desc nulls last range between unbounded preceding and unbounded following)
select mode() within group (order by v), rank(1) within group (order by v) from t
select any_value(v), array_agg(v), bit_xor(v), range_agg(r) from t
select array_sample(arr, 0), array_shuffle(arr) from t where false
select casefold('A'), crc32('a'), reverse('\x12'::bytea), array_reverse(array[1,2]), array_sort(array[2,1]), uuidv7(), uuidv4(), uuid_extract_version(uuidv7()), gamma(2), lgamma(2)
select random(1, 10), random_normal(), to_bin(5), to_oct(8), to_hex(10), unicode_version(), icu_unicode_version()
select jsonb_path_query(j, '$.a.bigint()'), jsonb_strip_nulls(j, true) from t
select regexp_like('a', 'A', 'i'), regexp_count('a', 'a'), regexp_instr('abc', 'b'), regexp_substr('abc', 'b'), date_bin('15 minutes', ts, now()), trim_array(arr, 1), string_agg(b, ''), bit_count('\x01'::bytea) from t group by arr, ts
select ts + interval '1' hour * 2, d - 1, d + time '10:00', justify_days('30 days') from t
select 'a' like 'b' || 'c' escape '!', 'x' between 'a' and 'b' || 'c'
select t.id from forms.t, forms.u as uu where forms.t.id = uu.t_id
select count(*) from "forms"."t" "T" where "T"."id" = 1
select a from (select id as a from t offset 1) q limit 1
select true as "t", position in (select 1) from (select 1 as position) p
select row(1, 2), row(), (1, 2), row(t.*, 1) from t
select current_setting('app.tenant', true), current_setting('search_path')
select 1 from t where current_date between d and d + 1 and (current_timestamp, 1) is not null
select length(name) filter_, over, partition, rows from (select 'a'::text as name, 1 as over, 2 as partition, 3 as rows) q
select * from t order by case when v = 1 then 0 else 1 end, array_position(array[3, 1], id) nulls first, 1 + 1 desc
select exists(select 1 from t) as e, count(*) over (partition by v) as c from t group by v
select lower(name) || ' ' || upper(name), name || v, 'a' || null from t
select (select array_agg(q order by q.id) from (select id from t) q)
select coalesce((select v from u limit 1), 0), (select count(*) from u)::int, -(select 1)
select jsonb_build_object('a', (select json_agg(q) from (select * from u where t_id = t.id) q)) from t
select to_jsonb(t) - 'id', row_to_json(t), t::text, (t.*)::text from t
select 1::int::text::varchar(3), (1::int)::text, '1'::int + 1, -'1'::int, - 1::int
select cast('a' as "char"), 'a'::pg_catalog.text, 'a'::"text", 1::pg_catalog."int4"
select * from t where (select true) and id = (select 1) or (id) in (1) and ((id)) = ((1))
select x, y from (select 1 x, 2 y union all select 3, 4) q where x in (select z from (select 1) q2(z) where z = x)
select setseed.a from (select 1 as a) setseed
select left('abc', 1), right('abc', 1), left(name, 2) from t
select "left"('abc', 1), replace('a', 'b', 'c'), "overlaps".a from (select 1 a) "overlaps"
select natural_.x from (select 1 x) natural_ cross join (select 2 y) b
select binary_.x, v is null as freeze_ from (select 1 x) binary_, t
select pg_catalog.substring('abc', 1, 2), pg_catalog.position('a', 'b'), pg_catalog."overlay"('abc', 'x', 1), pg_catalog.btrim('a'), pg_catalog.date_part('year', now())
select isfinite(now()), to_timestamp(0), make_date(2020, 1, 1), localtimestamp - now(), now() - '1 day'::interval
select 5 as limit_, 6 as offset_ limit 1 offset 0
select json_query(jsonb '{"a":[1]}', '$.a' with conditional wrapper empty array on empty empty object on error)
select json_object('a' value '1' format json absent on null without unique)
select json_object('{a,b}'), json_object('{a}', '{b}')
select json_array('1', '2' format json absent on null returning jsonb)
select json_array(select name from t format json)
select json_arrayagg(v order by v) filter (where v > 1) from t
select json_serialize(b format json encoding utf8) from t where false
select name collate "C" < 'a', ('a' collate "C") < 'b' from t
select interval '1' year, interval '1-2' year to month, interval '1' second(2), interval '1 2:00' day to second(3), interval(3) '1.5 sec', interval '1' minute to second(2)
select int4('1'), float8(1), date('2020-01-01'), "char"('a'), jsonb('{}'), uuid('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), name('x'), bpchar('a'), regclass('t'), timestamptz('2020-01-01'), inet('1.1.1.1'), money('1'), oid(1), bytea('x'), int4range('[1,2]')
select $$a'b$$, $x$a$$b$x$, U&'d\0061t\+000061', U&'d!0061' uescape '!', e'a\n', b'101', x'1F', n'a', 'a''b'
select count(t), (t).id from t group by t.id
select not (1 = 2), (1 < 2) = true, -2 ^ 2, 1 + 2 * 3
select * from t where id in (values (1), (2)) and id in (select id from u)
select sum(v) over (rows between unbounded preceding and 1 following), max(v) over (order by id groups 2 preceding) from t
select count(*) over (partition by v, name order by id, v range unbounded preceding) from t
select v, count(*) from t group by cube ((v, name), id), rollup (v)  order by 1
select grouping(v) from t group by rollup (v) having grouping(v) = 0
select id from t where not exists (select 1 from u where u.id = t.id having count(*) > 0)
select 'a' is nfc normalized and 'b' is not normalized
select t1.id from t t1 join t t2 using (id, name) as shared where shared.id > 0
select * from (select * from t order by id limit 3) as a (x, y, z)
select * from t join lateral (select count(*) c from u where u.t_id = t.id) s on s.c > 0
select (select u.v from u where u.t_id = t.id order by u.id fetch first row only) from t
select id, row_number() over () - 1 as "rn", percent_rank() over (order by v), cume_dist() over (order by v) from t
select * from t where ts >= now() - interval '7 days' and d < current_date - 1 and extract(dow from ts) = 1
select * from t where name = any (string_to_array('a,b', ',')) or j @> '{"a": 1}' or arr && '{1,2}'
select * from t where j ->> 'a' in ('x', 'y') and (j -> 'b')::int between 1 and 3 and jsonb_typeof(j) = 'object'
select * from t where (name, id) > ('a', 1) order by name, id limit 10
select * from t where to_tsvector('english', name) @@ websearch_to_tsquery('english', 'a or b') order by ts_rank(to_tsvector(name), plainto_tsquery('a')) desc
select t.id, jsonb_agg(distinct u.v order by u.v) filter (where u.v is not null) from t left join u on u.t_id = t.id group by t.id having count(u) > 0
with x as (select id, row_number() over (partition by name order by id) as n from t) select * from x where n = 1
with recursive tree(id, path) as (select id, array[id] from t where v is null union all select u.id, path || u.id from u join tree on u.t_id = tree.id) select id, array_length(path, 1) from tree
select x.key, x.value from t, jsonb_each(t.j) as x(key, value) where x.key <> 'a'
select e ->> 'a' from t, jsonb_array_elements(j -> 'list') with ordinality as a(e, n) where n < 3
select generate_series(1, 3), unnest(array[1, 2]) offset 1
select date_trunc('month', ts) as m, sum(v) from t group by m order by m
select date_trunc('month', ts), sum(v) from t group by 1 order by 2 desc nulls last
select t.* from t where t.id = (select max(id) from t t2 where t2.name = t.name)
select all_.id from t all_ where all_.id > all (select 1)
select cast(j ->> 'a' as integer), cast(ts as date), ts::date - d, (now() at time zone 'UTC')::date from t
select 1 where 'a' in ('a') is true and (null is not distinct from null)
select name || ':' || coalesce(v::text, '') as label, lpad(id::text, 5, '0'), to_char(ts, 'HH24:MI') from t
select (array_agg(id order by id))[1], (array_agg(id))[1:2], (j -> 'a')[0] from t group by j
select row_to_json(q) from (select id, (select json_agg(u) from u where u.t_id = t.id) as us from t) q
select ((t)).id, ((t.arr))[1] from t
select count(*) filter (where v > 1) * 100.0 / nullif(count(*), 0) from t
select * from t order by name collate "C" asc nulls last, v desc
select distinct on (t.name) t.id, lower(t.name) from t order by t.name, t.id desc
select distinct on (lower(name)) upper(name) from t
select exists (select from t) and not exists (select from u) or (select bool_and(v > 0) from t)
select * from t where v = $$1$$::int and name !~~ 'x' and name !~~* 'y' and name ~* 'z'
select * from t where id = +1 or id = -1 or id = - (-1) or v = @ -5
select * from generate_series(1, 10, 2) as g(i) where g.i % 3 = 0 union all values (1), (2) order by 1 desc limit 2 offset 1
(select id from t order by id limit 1) union all (select id from u order by id desc limit 1) order by 1
select * from (select 1 union select 2) a natural join (values (1)) b
table u order by id limit 5 offset 2
select * from t full join u on t.id = u.t_id and u.v is null where t.id is null or u.id is null
select * from t a, t b where a.id = b.id and (a.v is null) = (b.v is null) and not a.v = b.v
select current_setting('app.x', true) = 'y', coalesce(nullif(current_setting('app.tenant', true), '')::int, 0)
select sum(v) over (order by v groups between '1' preceding and '1' following) from t
select sum(v) over (order by v groups '1' preceding) from t
select '1 2'::oidvector, int2vector '1 2', null::pg_class, null::t, null::_text, '1'::"char"
select {fn ucase('a')}, {fn ifnull(name, 'x')}, {fn year(now())}, {fn curdate()} from t
select json_value('{}', '$.a' returning int default '1' on empty), json_object('a': 1 returning json)
select * from json_to_recordset('[]') as x(a int, b text, c numeric(10, 2))
select * from json_table('[]', '$[*]' columns (a text path '$.a' default 'x' on empty, b for ordinality, nested path '$.c[*]' columns (d int))) j
select * from xmltable('/a' passing '<a/>' columns b text path 'c' default 'x', d int) x
select cast(null as int array), cast('10:00' as time(3) with time zone), cast('x' as national character(3)), bit varying '101'
select 'a'::aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg
select 1::pg_catalog.int4, pg_catalog.int4 '1', null::pg_catalog._text, null::forms.comp, forms.comp '(1,x)', null::forms._comp, null::forms.t
