// What crosses the wire, through npm tedious: parameters of every type and back, large values, prepared statements, cancelling, refusals, each with and without
// encryption. Usage: node tedious-surface.js FOLDER PASSWORD; FOLDER holds addresses, as for tedious.js.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const {Connection, Request, TYPES} = require('tedious');

const [folder, password] = process.argv.slice(2);
const address = /^SQL1 (.*)$/m.exec(fs.readFileSync(path.join(folder, 'addresses'), 'utf8'))[1];
let passed = 0;
let failed = 0;

function check(what, actual, expected) {
  const same = JSON.stringify(actual) === JSON.stringify(expected);
  same ? passed++ : failed++;
  console.log(`${same ? 'ok' : 'FAILED'}: ${what}${same ? '' : `: saw ${JSON.stringify(actual)?.slice(0, 200)}, expected ${JSON.stringify(expected)?.slice(0, 200)}`}`);
}

function connect(options, secret = password) {
  return new Promise((resolve) => {
    const connection = new Connection({
      server: address,
      options: {port: 1433, trustServerCertificate: true, requestTimeout: 60000, ...options},
      authentication: {type: 'default', options: {userName: 'sa', password: secret}},
    });
    connection.connect((error) => resolve({connection, error}));
  });
}

function ask(connection, sql, {parameters = [], how = 'execSql', begun} = {}) {
  return new Promise((resolve) => {
    const rows = [];
    const out = {};
    const errors = [];
    const note = (message) => errors.push(message.number);
    connection.on('errorMessage', note);
    const request = new Request(sql, (error) => {
      connection.off('errorMessage', note);
      resolve({rows, out, errors, code: error?.code});
    });
    for (const [name, type, value, options] of parameters) {
      options?.output ? request.addOutputParameter(name, type, value, options) : request.addParameter(name, type, value, options);
    }
    request.on('row', (columns) => rows.push(columns.map(({value}) => value)));
    request.on('returnValue', (name, value) => { out[name] = value; });
    connection[how](request);
    begun?.(request);
  });
}

async function types(connection, label) {
  const when = new Date(Date.UTC(2026, 10, 20, 21, 6, 30, 120));
  const cases = [
    ['Bit', true], ['TinyInt', 200], ['SmallInt', -300], ['Int', -2147483648], ['BigInt', '9007199254740993'], ['Real', 1.5], ['Float', Math.PI],
    ['Money', 922337.1234], ['SmallMoney', 12.34], ['Decimal', -12345.6789, {precision: 20, scale: 4}], ['Numeric', 123456, {precision: 25, scale: 0}],
    ['Date', new Date(Date.UTC(2026, 10, 20))], ['Time', new Date(Date.UTC(1970, 0, 1, 21, 6, 30, 120))], ['DateTime', new Date(Date.UTC(2026, 10, 20, 21, 6, 30))],
    ['DateTime2', when], ['DateTimeOffset', when], ['SmallDateTime', new Date(Date.UTC(2026, 10, 20, 21, 6))], ['UniqueIdentifier', '6F9619FF-8B86-D011-B42D-00C04FC964FF'],
    ['NVarChar', '日本 😀'], ['VarChar', 'naive'], ['NChar', 'abc', {length: 3}], ['Char', 'abc', {length: 3}],
    ['VarBinary', Buffer.from([1, 2, 3])], ['Binary', Buffer.from([9, 8]), {length: 2}], ['NVarChar', ''], ['NVarChar', 'x'.repeat(5000)],
  ];
  for (const [type, value, options] of cases) {
    const there = await ask(connection, 'SELECT @p', {parameters: [['p', TYPES[type], value, options]]});
    check(`${label}: ${type}`, there, {rows: [[value]], out: {}, errors: []});
    const nothing = await ask(connection, 'SELECT @p', {parameters: [['p', TYPES[type], null, options]]});
    check(`${label}: ${type} NULL`, nothing.rows, [[null]]);
  }
  const returned = await ask(connection, 'SET @o = @i + 1', {parameters: [['i', TYPES.Int, 41], ['o', TYPES.Int, null, {output: true}]]});
  check(`${label}: output parameter`, returned.out, {o: 42});
}

async function variants(connection, label) {
  const {rows} = await ask(connection, "SELECT CAST(1 AS sql_variant), CAST(N'é' AS sql_variant), CAST(1.5 AS sql_variant), CAST(NULL AS sql_variant), CAST(CAST('12:34:56' AS time) AS sql_variant)");
  check(`${label}: sql_variant`, rows[0]?.slice(0, 4), [1, 'é', 1.5, null]);
}

async function large(connection, label) {
  const text = 'abcdefghijklmnopqrstuvwxyzé日'.repeat(400000);
  const {rows} = await ask(connection, 'SELECT @t, DATALENGTH(@t)', {parameters: [['t', TYPES.NVarChar, text, {length: Infinity}]]});
  check(`${label}: ${text.length * 2} bytes of nvarchar(max) there and back`, [rows[0]?.[0] === text, Number(rows[0]?.[1])], [true, text.length * 2]);
  const bytes = Buffer.alloc(20_000_000, 0xA7);
  const back = await ask(connection, 'SELECT @b', {parameters: [['b', TYPES.VarBinary, bytes, {length: Infinity}]]});
  check(`${label}: ${bytes.length} bytes of varbinary(max) there and back`, back.rows[0]?.[0]?.equals(bytes), true);
}

async function prepared(connection, label) {
  const sums = [];
  await new Promise((resolve) => {
    const request = new Request('SELECT @a + @b', resolve);
    request.addParameter('a', TYPES.Int);
    request.addParameter('b', TYPES.Int);
    request.on('row', ([{value}]) => sums.push(value));
    request.on('prepared', () => connection.execute(request, {a: sums.length, b: 10}));
    request.userCallback = () => (sums.length < 3 ? connection.execute(request, {a: sums.length, b: 10}) : resolve());
    connection.prepare(request);
  });
  check(`${label}: sp_prepare, sp_execute`, sums, [10, 11, 12]);
}

async function refusals(connection, label) {
  check(`${label}: table-valued parameter`, (await ask(connection, 'SELECT 1', {parameters: [['x', TYPES.NVarChar, 'x'], ['t', TYPES.TVP, {columns: [{name: 'id', type: TYPES.Int}], rows: [[1]]}]]})).errors, [40510]);
  check(`${label}: bulk load`, (await ask(connection, 'INSERT BULK dbo.t ([id] int)', {how: 'execSqlBatch'})).errors, [40510]);
  check(`${label}: cursor`, (await ask(connection, 'sp_cursoropen', {how: 'callProcedure'})).errors, [40510]);
  check(`${label}: unknown procedure`, (await ask(connection, 'sp_no_such_thing', {how: 'callProcedure'})).errors, [2812]);
  check(`${label}: the session goes on`, (await ask(connection, 'SELECT 1')).rows, [[1]]);
}

async function cancelled(connection, label) {
  const {code} = await ask(connection, "WAITFOR DELAY '00:05:00'", {how: 'execSqlBatch', begun: () => setTimeout(() => connection.cancel(), 300)});
  check(`${label}: a cancelled batch`, code, 'ECANCEL');
  check(`${label}: and the session goes on`, (await ask(connection, 'SELECT 2')).rows, [[2]]);
}

async function transaction(connection, label) {
  const did = (start) => new Promise((resolve) => start((error) => resolve(error?.message)));
  check(`${label}: begin`, await did((done) => connection.beginTransaction(done)), undefined);
  check(`${label}: it is open`, (await ask(connection, 'SELECT @@TRANCOUNT')).rows, [[1]]);
  check(`${label}: rollback`, await did((done) => connection.rollbackTransaction(done)), undefined);
  check(`${label}: it is closed`, (await ask(connection, 'SELECT @@TRANCOUNT')).rows, [[0]]);
  check(`${label}: reset`, await did((done) => connection.reset(done)), undefined);
}

async function main() {
  check('a wrong password', (await connect({encrypt: true}, `${password}-wrong`)).error?.code, 'ELOGIN');
  check('strict encryption is refused, not hung', (await connect({encrypt: 'strict', connectTimeout: 10000})).error !== undefined, true);
  for (const options of [{encrypt: true, packetSize: 4096}, {encrypt: false, packetSize: 32767}, {encrypt: false, packetSize: 512}]) {
    const label = `encrypt=${options.encrypt}, packets of ${options.packetSize}`;
    const {connection, error} = await connect(options);
    check(`${label}: login`, error?.message, undefined);
    if (error) {
      continue;
    }
    for (const part of [types, variants, ...(options.packetSize > 512 ? [large] : []), prepared, refusals, cancelled, transaction]) {
      await part(connection, label);
    }
    connection.close();
  }
  console.log(`tedious surface: ${passed} checks passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.log(`FAILED: ${error.stack}`);
  process.exit(1);
});
