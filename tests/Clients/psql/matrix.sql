-- The client matrix with psql. Address in PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE.
\set VERBOSITY verbose
\set SHOW_CONTEXT always
\pset null '<null>'
\echo :SERVER_VERSION_NUM :ENCODING :USER :DBNAME
select current_setting('application_name'), current_setting('client_encoding'), current_setting('DateStyle');
select 1::int, 9223372036854775807::bigint, 12345678901234567890.123456789::numeric, 'ünï 中文 🎉', '\x00ff10'::bytea, null,
       '2026-11-11 00:00+08'::timestamptz at time zone 'UTC', array[1,null,3], array['a,b','{c}'], '{"a":[1,null]}'::json, '{"b":1,"a":2}'::jsonb, true, '3 days'::interval;
select 1 as a, 'x' as b \gdesc
\set ON_ERROR_STOP off
prepare p(int) as select $1 * 2;
execute p(21);
execute p('x');
deallocate p;
execute p(1);
create temp table t(a int primary key, b text check (b <> ''));
insert into t select n, 'row ' || n from generate_series(1, 1000) n;
begin;
savepoint one;
insert into t values (1, 'again');
select 1;
rollback to one;
insert into t values (5001, '');
rollback to one;
insert into t values (5001, 'kept');
commit;
select count(*), max(a) from t;
begin; select 1/0; commit;
commit;
begin; begin; rollback;
selec 1;
select * from nowhere;
select 1; select 2 as two, 'x' as x; select 1/0; select 'not reached';
select 1\; select 1/0\; select 3;
do $$ begin raise notice 'n %', 1; raise warning 'w'; raise exception 'own' using errcode = 'SW001', detail = 'd', hint = 'h'; end $$;
\copy t to 'matrix.copy' (format csv)
create temp table u(like t);
\copy u from 'matrix.copy' (format csv)
select count(*), md5(string_agg(b, ',' order by a)) from u;
\copy (select * from u order by a limit 3) to stdout
copy u from stdin;
1	a
not a number	b
\.
copy u from stdin (format csv);
2001,"a, b"
2002,ü
\.
select * from u where a > 2000 and a < 3000 order by a;
\set FETCH_COUNT 100
select n, repeat('x', n % 10) from generate_series(1, 350) n;
\unset FETCH_COUNT
select repeat('x', 8000000) as large \gset
select length(:'large'), md5(:'large');
begin;
declare c scroll cursor for select generate_series(1, 100);
fetch 3 from c;
move 50 in c;
fetch backward 2 from c;
close c;
fetch c;
rollback;
listen matrix_psql;
\set QUIET on
notify matrix_psql_other, 'not heard';
unlisten *;
set statement_timeout = 50;
select pg_sleep(30);
reset statement_timeout;
select 'alive';
\encoding LATIN1
select 'client_encoding', current_setting('client_encoding');
\encoding UTF8
select 'select ''generated '' || ' || n from generate_series(1, 2) n \gexec
\set AUTOCOMMIT off
insert into t values (6000, 'gone');
rollback;
\set AUTOCOMMIT on
select count(*) from t where a = 6000;
select 'a' as r, 'x' as c, 1 as v union all select 'b', 'y', 2 order by 1 \crosstabview
\d t
\not_a_command
\c -
select current_user;
\echo done
