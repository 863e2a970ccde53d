namespace Seawall.Gate.Tests.Conformance;

/// <summary>Every SQLSTATE of PostgreSQL 15 (manual, appendix A) raised with all the fields an error may have, and errors that statements make by themselves.</summary>
internal static class ErrorStatements
{
    private const string Codes =
        """
        01000 0100C 01008 01003 01007 01006 01004 01P01 02000 02001 03000 08000 08003 08006 08001 08004 08007 08P01 09000 0A000 0B000 0F000 0F001 0L000 0LP01 0P000 0Z000 0Z002 20000 21000
        22000 2202E 22021 22008 22012 22005 2200B 22022 22015 2201E 22014 22016 2201F 2201G 22018 22007 22019 2200D 22025 22P06 22010 22023 22013 2201B 2201W 2201X 2202H 2202G 22009 2200C 2200G
        22004 22002 22003 2200H 22026 22001 22011 22027 22024 2200F 22P01 22P02 22P03 22P04 22P05 2200L 2200M 2200N 2200S 2200T 22030 22031 22032 22033 22034 22035 22036 22037 22038 22039 2203A
        2203B 2203C 2203D 2203E 2203F 2203G 23000 23001 23502 23503 23505 23514 23P01 24000 25000 25001 25002 25008 25003 25004 25005 25006 25007 25P01 25P02 25P03 26000 27000 28000 28P01 2B000
        2BP01 2D000 2F000 2F005 2F002 2F003 2F004 34000 38000 38001 38002 38003 38004 39000 39001 39004 39P01 39P02 39P03 3B000 3B001 3D000 3F000 40000 40002 40001 40003 40P01 42000 42601 42501
        42846 42803 42P20 42P19 42830 42602 42622 42939 42804 42P18 42P21 42P22 42809 428C9 42703 42883 42P01 42P02 42704 42701 42P03 42P04 42723 42P05 42P06 42P07 42712 42710 42702 42725 42P08
        42P09 42P10 42611 42P11 42P12 42P13 42P14 42P15 42P16 42P17 44000 53000 53100 53200 53300 53400 54000 54001 54011 54023 55000 55006 55P02 55P03 55P04 57000 57014 57P01 57P02 57P03 57P04
        57P05 58000 58030 58P01 58P02 72000 F0000 F0001 HV000 HV005 HV002 HV010 HV021 HV024 HV007 HV008 HV004 HV006 HV091 HV00B HV00C HV00D HV090 HV00A HV009 HV014 HV001 HV00P HV00J HV00K HV00Q
        HV00R HV00L HV00M HV00N P0000 P0001 P0002 P0003 P0004 XX000 XX001 XX002
        """;

    private static readonly string[] _made =
    [
        "select 1/0", "select nothing", "select * from nowhere", "select nowhere.nothing from items", "select name, name from items group by price", "select count(*) from items where count(*) > 1",
        "select no_function(1)", "select add(1)", "select add('x', 1)", "select add(1, 2, 3)", "select id from items, orders", "select ('x' || 1) + 2", "select '5'::date", "select 'x'::int", "select 99999999999::int",
        "select 1e400::float8", "select 32768::int2", "select 1.5::numeric(1,1)", "select 'abcdef'::short_text", "select null::short_text", "select (-1)::positive", "select 'angry'::mood", "insert into items values (1, 'again')",
        "insert into items (id) values (99)", "insert into items values (99, 'x', 1, -1)", "insert into items (nothing) values (1)", "insert into items values (1, 2, 3, 4, 5, 6, 7, 8)", "insert into orders values (99, 999, 1, 'x')",
        "insert into orders values (99, 2, 1, 'buyer 1')", "delete from items where id = 3", "update items set id = 2 where id = 1", "insert into parts values (1, '2030-01-01')", "insert into booked values (1, '[1,5)'), (1, '[3,4)')",
        "insert into children values (1, 99); set constraints all immediate", "insert into guarded values (-5)", "insert into cheap_checked (id, name, price) values (77, 'x', 1000)", "create table items (a int)", "create table x (a nowhere)",
        "create table x (a int, a int)", "create table x (a int primary key, b int primary key)", "create view cheap as select 1", "create index on nowhere (a)", "create index on items (nothing)", "create type mood as enum ()",
        "create function add(a int, b int) returns text language sql as 'select 1::text'", "create function x() returns int language nothing as ''", "create function x() returns int language sql as 'selec 1'", "create schema public",
        "create sequence numbers", "create role conf_nobody", "create database conf_0", "drop table nowhere", "drop table items", "drop type mood", "drop function add(text)", "drop role nobody_at_all", "drop database nowhere",
        "drop schema pg_catalog", "alter table items add column name int", "alter table items alter id type date", "alter table items drop column nothing", "alter table nowhere add a int", "alter table items rename to orders",
        "truncate items", "lock table nowhere", "set lock_timeout = 10; select * from held", "lock table held in share mode nowait", "grant select on nowhere to public", "grant nothing on items to public",
        "revoke select on items from nobody_at_all", "set nothing_known = 1", "set work_mem = 'a lot'", "set work_mem = -1", "set shared_buffers = 1", "set datestyle = 'x'", "set timezone = 'x'", "set role nobody_at_all", "show nothing_known",
        "set transaction isolation level serializable; select 1; set transaction isolation level read committed", "set transaction read only; create table x (a int)", "set transaction read only; insert into items values (50, 'x')",
        "savepoint a; rollback to b", "release savepoint nothing", "fetch from nothing", "close nothing", "declare c cursor for select 1; declare c cursor for select 2", "declare c no scroll cursor for select 1; fetch all from c; fetch backward 1 from c",
        "execute nothing", "execute nothing(1)", "deallocate nothing", "prepare x as select $1::int; execute x", "prepare x as select $1::int; execute x('a')", "prepare x as select 1; prepare x as select 2", "prepare x as selec 1",
        "listen", "notify", "copy nowhere to stdout", "copy items (nothing) to stdout", "copy (selec 1) to stdout", "copy items to stdout (format nothing)", "copy items to '/nowhere/file'", "copy items from '/nowhere/file'", "load 'nothing'",
        "call nothing()", "call add(1, 2)", "select stores(1, 2)", "call commits()", "do language nothing $$x$$", "do $$ begin nonsense; end $$", "do $$ begin raise exception 'one' using detail = 'two', hint = 'three'; end $$", "select fails('22012')", "select deep(3)",
        "do $$ declare a int; begin select 1 into strict a where false; end $$", "do $$ declare a int; begin select i into strict a from generate_series(1, 2) i; end $$", "do $$ begin assert 1 = 2, 'it is not'; end $$", "explain nothing", "explain (nothing) select 1",
        "vacuum", "cluster", "reindex database x", "create index concurrently on items (name)", "prepare transaction 'x'", "commit prepared 'nothing'", "rollback prepared 'nothing'", "select 1 union select 'x'", "select 1 union select 1, 2",
        "select * from (select 1)", "select a from (values (1)) x(b)", "select * from items order by nothing", "select distinct name from items order by price", "select * from items limit -1", "select * from items limit 'x'", "select id from items for nothing",
        "with x as (select 1) select * from y", "with recursive x(n) as (select 1 union all select n || 'a' from x) select * from x", "select sum(name) from items", "select max(id) filter (where sum(id) > 1) from items", "select row_number() from items",
        "select array[1, 'x']", "select '{1,2'::int[]", "select (array[1,2])['x']", "select '{'::json", "select '{\"a\":1}'::jsonb -> 'a' -> 'b' ->> 1 + 1", "select jsonb_path_query('{}', 'strict $.a')", "select 'x'::jsonpath", "select '<a>'::xml",
        "select regexp_replace('a', '(', 'b')", "select 'x' ~ '['", "select to_date('x', 'YYYY')", "select to_number('x', '9')", "select extract(nothing from now())", "select '2026-13-01'::date", "select '2026-02-30'::date", "select '25:00'::time",
        "select date '2026-01-01' + time '1:00' + interval 'x'", "select substring('abc', 1, -1)", "select chr(0)", "select repeat('x', 2000000000)", "select sqrt(-1)", "select ln(0)", "select power(0, -1)", "select factorial(-1)", "select 5 % 0", "select -2147483648::int / -1",
        "select decode('x', 'hex')", "select decode('x', 'nothing')", "select convert_from('\\xff', 'UTF8')", "select convert('x', 'UTF8', 'nothing')", "select pg_advisory_xact_lock('x')", "select nextval('nothing')", "select currval('numbers')", "select lastval()",
        "select setval('numbers', 0)", "select set_config('nothing_known', 'x', false)", "select current_setting('nothing_known')", "select pg_cancel_backend('x')", "select lo_open(0, 0)", "select lo_unlink(0)", "select 'x'::regclass", "select 'x'::regtype",
        "selec", "select from where", "select (", "select )", "select 'open", "select \"open", "select $$open", "select /* open", "select 1 1 1", "select $1", "select $1::int + $2::int", "select E'\\u00'", "select U&'\\00'", "select \"\"", "create", "drop", "with", "abcdef", "1", "'x'", ",", ".", "select 1,",
        "insert into items default values", "update items set nothing = 1", "update items set (id, name) = (1)", "delete from items using nowhere", "merge into items using orders on true when matched then delete", "set role conf_nobody; select * from items",
        "set role conf_nobody; create table x (a int)", "set role conf_nobody; create database x", "set role conf_nobody; set log_min_messages = panic", "set role conf_nobody; select pg_reload_conf()", "set session authorization conf_nobody; drop table items",
        "alter system set work_mem = '1MB'", "set statement_timeout = 20; select pg_sleep(10)", "set local statement_timeout = '1ms'; select count(*) from generate_series(1, 100000000)", "create table x (like nowhere)", "alter type mood add value 'ok'",
        "comment on table nowhere is 'x'", "comment on column items.nothing is 'x'", "create trigger t before insert on items execute function add(1, 2)", "create policy nobody on secret", "refresh materialized view concurrently counted", "insert into counted values (1)",
        "insert into cheap select 1", "create extension nothing_known", "create collation x (locale = 'nothing')", "create operator + (function = nothing)", "create aggregate x (int) (sfunc = nothing, stype = int)", "create domain x as nothing", "create cast (int as mood) without function",
        "import foreign schema x from server y into z", "create server x foreign data wrapper y", "create subscription x connection 'y' publication z", "security label on table items is 'x'", "reassign owned by nobody_at_all to public",
    ];

    public static IEnumerable<Statement> All
    {
        get
        {
            foreach (string code in Codes.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                yield return $"do $$ begin raise exception 'class {code}' using errcode = '{code}', detail = 'a detail', hint = 'a hint', schema = 's', table = 't', column = 'c', datatype = 'd', constraint = 'k'; end $$";
                yield return $"select fails('{code}')";
                yield return $"do $$ begin raise warning 'only told' using errcode = '{code}'; end $$";
            }
            foreach (string sql in _made)
                yield return sql;
        }
    }
}
