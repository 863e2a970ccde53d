'use strict';
// The client matrix with node's pg. Prints what a client sees, the same on every run. Address in PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE.
const crypto = require('node:crypto');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const pg = require('pg');
const Cursor = require('pg-cursor');
const { from: copyFrom, to: copyTo } = require('pg-copy-streams');

const ssl = process.env.PGSSLMODE === 'require' ? { rejectUnauthorized: false } : false;
const show = (title, value) => console.log(`${title}: ${JSON.stringify(value)}`);
const digest = (bytes) => `${bytes.length} bytes ${crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;

async function connect(name = 'matrix', options = {}) {
  const client = new pg.Client({ application_name: name, ssl, ...options });
  client.on('error', () => {});
  await client.connect();
  return client;
}

function failure(title, error) {
  const { code, severity, message, detail, hint, position, constraint, table } = error;
  show(title, { code, severity, message, detail, hint, position, constraint, table });
}

async function fails(title, promise) {
  try {
    await promise;
    show(title, 'succeeded');
  } catch (error) {
    failure(title, error);
  }
}

async function parameters() {
  const client = new pg.Client({ application_name: 'matrix', ssl });
  const seen = {};
  client.connection.on('parameterStatus', (m) => (seen[m.parameterName] = m.parameterValue));
  await client.connect();
  show('parameters', Object.fromEntries(Object.entries(seen).sort()));
  show('tls', client.connection.stream.encrypted === true);
  await client.query("set application_name = 'renamed'; set timezone = 'Asia/Shanghai'");
  show('renamed', [seen.application_name, seen.TimeZone]);
  await client.end();
}

const VALUES = [
  ['int', 2147483647], ['int', -1], ['bigint', '9223372036854775807'], ['numeric', '123456789012345678901234567890.123456789'], ['float8', 1.5e300],
  ['boolean', true], ['text', '中文 ünï 🎉 \'quoted\' \\ "double" $1'], ['text', ''], ['bytea', Buffer.from([...Array(256).keys()])],
  ['timestamptz', new Date(Date.UTC(2026, 10, 11, 0, 0, 0, 123))], ['date', '2024-02-29'], ['interval', '3 days 00:00:07'], ['int[]', [1, 2, null, 4]],
  ['text[]', ['a,b', '{c}', '"d"', 'NULL', '中']], ['int[][]', [[1, 2], [3, 4]]], ['json', { a: [1, null, 'ü'] }], ['jsonb', { b: 1, a: 2 }], ['text', null],
  ['uuid', '6ecd8c99-4036-403d-bf84-cf8400f67836'], ['inet', '192.168.0.1/24'],
];

async function types(client) {
  for (const [kind, value] of VALUES) {
    const { rows, fields } = await client.query(`select $1::${kind} as v, pg_typeof($1::${kind})::text as t`, [value]);
    show(`${kind} ${fields[0].dataTypeID} ${fields[0].format}`, rows[0]);
  }
  show('binary', (await client.query({ text: 'select $1::int as a, $2::text as b, 1.5::float8 as c', values: [7, 'x'], binary: true })).rows);
  show('array rows', (await client.query({ text: "select 1 as a, 2 as a, null as n from generate_series(1, 2)", rowMode: 'array' })).rows);
  const several = await client.query("select 1 as a; select 2 as b, 'x' as c; create temp table made(a int)");
  show('several', several.map((r) => [r.command, r.rowCount, r.rows]));
  show('empty', (await client.query('')).rows);
}

async function statements(client) {
  const twice = { name: 'twice', text: 'select $1::int * 2 as n, $2 || \'!\' as t' };
  for (let i = 0; i < 5; i++) show('prepared', (await client.query({ ...twice, values: [i, `v${i}`] })).rows[0]);
  await fails('wrong reuse', client.query({ name: 'twice', text: 'select 1', values: [] }));
  await client.query('create temp table batch(a int primary key, b text)');
  const inserts = [];
  for (let i = 0; i < 300; i++) inserts.push(client.query({ name: 'add', text: 'insert into batch values ($1, $2)', values: [i, `row ${i}`] }));
  show('queued', (await Promise.all(inserts)).reduce((n, r) => n + r.rowCount, 0));
  show('batch', (await client.query("select count(*), sum(a), md5(string_agg(b, ',' order by a)) from batch")).rows[0]);
  show('returning', (await client.query('update batch set b = $1 where a < $2 returning a', ['', 3])).rows);
}

async function transactions(client) {
  await client.query('begin');
  await client.query('savepoint here');
  await fails('duplicate', client.query('insert into batch values ($1, $2)', [1, 'again']));
  await fails('in failed', client.query('select 1'));
  await client.query('rollback to here');
  await client.query('delete from batch');
  show('inside', (await client.query('select count(*)::int as n from batch')).rows[0].n);
  await client.query('rollback');
  show('after', (await client.query('select count(*)::int as n from batch')).rows[0].n);
  await client.query('begin');
  await fails('division', client.query('select 1/0'));
  show('commit of failed', (await client.query('commit')).command);
}

async function serverErrors(client) {
  for (const [title, sql] of [
    ['syntax', 'selec 1'], ['no table', 'select * from nowhere'], ['type', "select 'x'::int"], ['several', 'select 1; select 1/0; select 3'],
    ['check', 'create temp table c(a int check (a > 0)); insert into c values (-1)'],
    ['raised', "do $$ begin raise exception 'own %', 7 using errcode = 'SW001', detail = 'd', hint = 'h'; end $$"],
  ]) await fails(title, client.query(sql));
  await fails('bind', client.query('select $1::int', ['x']));
  await fails('too few', client.query('select $1::int, $2::int', [1]));
  const notices = [];
  client.on('notice', (n) => notices.push([n.severity, n.message]));
  await client.query("do $$ begin raise notice 'n %', 1; raise warning 'w'; end $$");
  show('notices', notices);
}

async function copy(client) {
  await client.query('create temp table copied(a int, b text)');
  function* lines() {
    for (let i = 0; i < 20000; i++) yield `${i},"row, ${i} ü"\n`;
  }
  const into = client.query(copyFrom('copy copied from stdin (format csv)'));
  await pipeline(Readable.from(lines()), into);
  show('copied in', into.rowCount);
  const chunks = [];
  for await (const chunk of client.query(copyTo('copy (select * from copied order by a) to stdout'))) chunks.push(chunk);
  show('copied out', digest(Buffer.concat(chunks)));
  await fails('bad copy', pipeline(Readable.from(['1\tx\n', 'not a number\ty\n']), client.query(copyFrom('copy copied from stdin'))));
  show('then', (await client.query('select count(*)::int as n from copied')).rows[0].n);
}

async function large(client) {
  const data = Buffer.alloc(8 << 20, 'seawall 中');
  const { rows } = await client.query('select $1::bytea as back, length($2::text) as n', [data, 'ü'.repeat(1000000)]);
  show('8 MB', [data.equals(rows[0].back), digest(rows[0].back), rows[0].n]);
  const many = await client.query("select repeat('z', 1000) as z from generate_series(1, 8000)");
  show('8000 rows', digest(Buffer.from(many.rows.map((r) => r.z).join(''))));
}

async function cursors(client) {
  await client.query('begin');
  const cursor = client.query(new Cursor('select n, n * n as s from generate_series(1, $1::int) n', [1000]));
  let sum = 0;
  let reads = 0;
  for (let rows; (rows = await cursor.read(77)).length > 0; reads++) sum += rows.reduce((t, r) => t + r.n + r.s, 0);
  show('cursor', [sum, reads]);
  await cursor.close();
  const early = client.query(new Cursor('select generate_series(1, 100000) as n'));
  show('early', (await early.read(2)).map((r) => r.n));
  await early.close();
  await client.query('commit');
  show('then', (await client.query('select 1 as one')).rows);
}

async function notifications() {
  const listening = await connect();
  const talking = await connect();
  const heard = [];
  const both = new Promise((resolve) => listening.on('notification', (n) => {
    heard.push([n.channel, n.payload, n.processId === talking.processID]);
    if (heard.length === 2) resolve();
  }));
  await listening.query('listen matrix_node');
  await talking.query("select pg_notify('matrix_node', 'one')");
  await talking.query("select pg_notify('matrix_node', $1)", ['zwei ü']);
  await both;
  show('heard', heard);
  await listening.end();
  await talking.end();
}

async function cancels(client) {
  const watching = await connect();
  const sleeping = fails('cancelled', client.query('select pg_sleep(30)'));
  const asleep = "select count(*)::int as n from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'";
  while ((await watching.query(asleep, [client.processID])).rows[0].n === 0);
  await cancel(client);
  await sleeping;
  await watching.end();
  await client.query('set statement_timeout = 50');
  await fails('timed out', client.query('select pg_sleep($1)', [30]));
  await client.query('reset statement_timeout');
  show('then', (await client.query("select 'alive' as a")).rows);
}

// A CancelRequest on a connection of its own, as pg's own cancel sends it; the server closes when the signal is out.
function cancel(client) {
  const net = require('node:net');
  return new Promise((resolve) => {
    const packet = Buffer.alloc(16);
    [16, 80877102].forEach((n, i) => packet.writeInt32BE(n, i * 4));
    packet.writeInt32BE(client.processID, 8);
    packet.writeInt32BE(client.secretKey, 12);
    const socket = net.connect(Number(process.env.PGPORT), process.env.PGHOST, () => socket.write(packet));
    socket.on('error', () => {});
    socket.on('close', resolve);
    socket.resume();
  });
}

async function crowd() {
  const pool = new pg.Pool({ max: 8, ssl, application_name: 'crowd' });
  const work = Array.from({ length: 200 }, (_, i) => pool.query('select $1::int as i, current_setting(\'application_name\') as a', [i]));
  const rows = (await Promise.all(work)).map((r) => r.rows[0]);
  show('crowd', [rows.every((r, i) => r.i === i && r.a === 'crowd'), rows.length]);
  await pool.end();
}

async function refusals() {
  for (const [title, options] of [
    ['wrong password', { password: 'wrong' }], ['no database', { database: 'nowhere' }], ['no login', { user: 'nobody_there' }], ['bad option', { options: '-c nothing.at_all' }],
  ]) await fails(title, connect('matrix', options));
  const client = await connect('matrix', { options: '-c work_mem=7MB', statement_timeout: 12345 });
  show('options', (await client.query("select current_setting('work_mem') as w, current_setting('statement_timeout') as s")).rows[0]);
  await client.end();
}

async function main() {
  await parameters();
  const client = await connect();
  for (const part of [types, statements, transactions, serverErrors, copy, large, cursors]) await part(client);
  await notifications();
  await cancels(client);
  await crowd();
  await refusals();
  await client.end();
  console.log('done');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
