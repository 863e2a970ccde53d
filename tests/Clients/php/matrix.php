<?php
// The client matrix with PDO (pdo_pgsql). Prints what a client sees, the same on every run. Address in PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE.
declare(strict_types=1);

function connect(string $more = '', ?string $user = null, ?string $password = null, ?string $database = null): PDO
{
    $dsn = sprintf('pgsql:host=%s;port=%s;dbname=%s;sslmode=%s;application_name=matrix%s', getenv('PGHOST'), getenv('PGPORT'), $database ?? getenv('PGDATABASE'), getenv('PGSSLMODE'), $more);
    return new PDO($dsn, $user ?? getenv('PGUSER'), $password ?? getenv('PGPASSWORD'), [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM]);
}

function show(string $title, mixed $value): void
{
    echo $title, ': ', json_encode($value, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}

function digest(string $bytes): string
{
    return strlen($bytes) . ' bytes ' . substr(hash('sha256', $bytes), 0, 16);
}

function fails(string $title, callable $work): void
{
    try {
        $work();
        show($title, 'succeeded');
    } catch (PDOException $error) {
        [$state, $code, $message] = $error->errorInfo;
        // In front of a refusal libpq says which port it came from.
        show($title, [$state, $code, preg_replace('/^connection to server .* failed: /', '', $message)]);
    }
}

function parameters(PDO $db): void
{
    show('server', $db->getAttribute(PDO::ATTR_SERVER_VERSION));
    show('status', preg_replace('/PID: \d+/', 'PID', (string) $db->getAttribute(PDO::ATTR_SERVER_INFO)));
    show('session', $db->query("select current_setting('application_name'), current_setting('client_encoding'), current_user")->fetch());
}

function types(PDO $db): void
{
    $values = [
        ['int', 2147483647], ['int', -1], ['bigint', PHP_INT_MAX], ['numeric', '123456789012345678901234567890.123456789'], ['boolean', 'true'], ['text', "中文 ünï 🎉 'quoted' \\ \"double\" \$1"],
        ['text', ''], ['timestamptz', '2026-11-11 00:00:00.123456+08'], ['date', '2024-02-29'], ['interval', '3 days 7 seconds'], ['int[]', '{1,2,NULL,4}'], ['text[]', '{"a,b","{c}",中}'],
        ['json', '{"a": [1, null, "ü"]}'], ['jsonb', '{"b": 1, "a": 2}'], ['text', null], ['uuid', '6ecd8c99-4036-403d-bf84-cf8400f67836'],
    ];
    foreach ($values as [$kind, $value]) {
        $statement = $db->prepare("select ?::$kind, pg_typeof(?::$kind)::text");
        $statement->execute([$value, $value]);
        show($kind . ' ' . $statement->getColumnMeta(0)['native_type'], $statement->fetch());
    }
    $bytes = implode('', array_map('chr', range(0, 255)));
    $statement = $db->prepare('select ?::bytea');
    $statement->bindValue(1, $bytes, PDO::PARAM_LOB);
    $statement->execute();
    show('bytea', stream_get_contents($statement->fetch()[0]) === $bytes);
    show('columns', $db->query("select 1 as one, 'two' as \"Zwei\", null as none, generate_series(1, 2)")->fetchAll(PDO::FETCH_ASSOC));
    show('exec of several', $db->exec('create temp table made(a int); insert into made values (1), (2)'));
}

function statements(PDO $db): void
{
    $twice = $db->prepare("select :n::int * 2, :t || '!'");
    foreach (range(0, 4) as $i) {
        $twice->execute(['n' => $i, 't' => "v$i"]);
        show('prepared', $twice->fetch());
    }
    $emulated = $db->prepare('select ?, ?', [PDO::ATTR_EMULATE_PREPARES => true]);
    $emulated->execute(["it's", null]);
    show('emulated', $emulated->fetch());
    $direct = $db->prepare('select ?::int + 1', [PDO::PGSQL_ATTR_DISABLE_PREPARES => true]);
    $direct->execute([41]);
    show('not prepared', $direct->fetch());
    $db->exec('create temp table batch(a int primary key, b text)');
    $add = $db->prepare('insert into batch values (?, ?)');
    foreach (range(0, 299) as $i) {
        $add->execute([$i, "row $i"]);
    }
    show('batch', $db->query("select count(*), sum(a), md5(string_agg(b, ',' order by a)) from batch")->fetch());
    $update = $db->prepare('update batch set b = ? where a < ? returning a');
    $update->execute(['', 3]);
    show('returning', [$update->rowCount(), $update->fetchAll()]);
}

function transactions(PDO $db): void
{
    $db->beginTransaction();
    $db->exec('savepoint here');
    fails('duplicate', fn () => $db->exec("insert into batch values (1, 'again')"));
    fails('in failed', fn () => $db->query('select 1'));
    show('in transaction', $db->inTransaction());
    $db->exec('rollback to here');
    $db->exec('delete from batch');
    show('inside', $db->query('select count(*) from batch')->fetch());
    $db->rollBack();
    show('after', [$db->query('select count(*) from batch')->fetch(), $db->inTransaction()]);
    $db->beginTransaction();
    fails('division', fn () => $db->query('select 1/0'));
    show('commit of failed', $db->commit());
}

function serverErrors(PDO $db): void
{
    foreach ([
        'syntax' => 'selec 1', 'no table' => 'select * from nowhere', 'type' => "select 'x'::int", 'check' => 'create temp table c(a int check (a > 0)); insert into c values (-1)',
        'raised' => "do $$ begin raise exception 'own %', 7 using errcode = 'SW001', detail = 'd', hint = 'h'; end $$",
    ] as $title => $sql) {
        fails($title, fn () => $db->exec($sql));
    }
    fails('bind', function () use ($db) {
        $db->prepare('select ?::int')->execute(['x']);
    });
}

function copies(PDO $db): void
{
    $db->exec('create temp table copied(a int, b text)');
    show('copied in', $db->pgsqlCopyFromArray('copied', array_map(fn ($i) => "$i\trow, $i ü", range(0, 19999))));
    show('copied out', digest(implode('', $db->pgsqlCopyToArray('copied'))));
    fails('bad copy', fn () => $db->pgsqlCopyFromArray('copied', ["1\tx", "not a number\ty"]));
    show('then', $db->query('select count(*) from copied')->fetch());
}

function large(PDO $db): void
{
    $data = str_repeat("seawall \x00\xff", 838861);
    $statement = $db->prepare('select ?::bytea, length(?::text)');
    $statement->bindValue(1, $data, PDO::PARAM_LOB);
    $statement->bindValue(2, str_repeat('ü', 1000000));
    $statement->execute();
    [$back, $length] = $statement->fetch();
    $back = stream_get_contents($back);
    show('8 MB', [$back === $data, digest($back), $length]);
    $db->beginTransaction();
    $oid = $db->pgsqlLOBCreate();
    fwrite($db->pgsqlLOBOpen($oid, 'w'), substr($data, 0, 300000));
    show('large object', digest(stream_get_contents($db->pgsqlLOBOpen($oid, 'r'))));
    $db->rollBack();
}

function cursors(PDO $db): void
{
    $db->beginTransaction();
    $cursor = $db->prepare('select n, n * n from generate_series(1, 1000) n', [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]);
    $cursor->execute();
    $first = $cursor->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_ABS, 500);
    show('cursor', [$first, $cursor->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_PRIOR)]);
    $cursor->closeCursor();
    $db->commit();
}

function notifications(): void
{
    $listening = connect();
    $talking = connect();
    $listening->exec('listen matrix_php');
    $talking->exec("notify matrix_php, 'one'");
    $talking->prepare("select pg_notify('matrix_php', ?)")->execute(['zwei ü']);
    foreach ([0, 1] as $_) {
        $heard = $listening->pgsqlGetNotify(PDO::FETCH_ASSOC, 20000);
        show('heard', [$heard['message'], $heard['payload'], $heard['pid'] === $talking->pgsqlGetPid()]);
    }
}

// PDO has no cancel, so one session cancels the other on the server.
function cancels(PDO $db): void
{
    $canceller = connect();
    $db->exec('set statement_timeout = 50');
    fails('timed out', fn () => $db->query('select pg_sleep(30)'));
    $db->exec('reset statement_timeout');
    show('cancel of an idle one', $canceller->query('select pg_cancel_backend(' . $db->pgsqlGetPid() . ')')->fetch());
    show('then', $db->query("select 'alive'")->fetch());
    show('ended', $canceller->query('select pg_terminate_backend(' . $db->pgsqlGetPid() . ', 10000)')->fetch());
    fails('after its end', fn () => $db->query('select 1'));
}

function crowd(): void
{
    $all = array_map(fn ($n) => connect(), range(0, 11));
    foreach ($all as $n => $own) {
        $own->exec("create temp table mine as select $n as n");
    }
    show('crowd', array_map(fn ($own) => $own->query('select n from mine')->fetch()[0], $all));
    $persistent = new PDO(sprintf('pgsql:host=%s;port=%s;dbname=%s;sslmode=%s', getenv('PGHOST'), getenv('PGPORT'), getenv('PGDATABASE'), getenv('PGSSLMODE')),
        getenv('PGUSER'), getenv('PGPASSWORD'), [PDO::ATTR_PERSISTENT => true]);
    show('persistent', $persistent->query('select 1')->fetch());
}

function refusals(): void
{
    fails('wrong password', fn () => connect(password: 'wrong'));
    fails('no database', fn () => connect(database: 'nowhere'));
    fails('no login', fn () => connect(user: 'nobody_there'));
    show('options', connect(";options='-c work_mem=7MB'")->query("select current_setting('work_mem')")->fetch());
}

$db = connect();
foreach (['parameters', 'types', 'statements', 'transactions', 'serverErrors', 'copies', 'large', 'cursors'] as $part) {
    $part($db);
}
notifications();
crowd();
refusals();
cancels($db);
echo "done\n";
