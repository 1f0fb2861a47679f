// Usage: node tedious.js PORT PASSWORD. Needs the npm package "tedious" (npm install --no-save tedious, or NODE_PATH).
const {Connection, Request, TYPES} = require('tedious');
const [port, password] = process.argv.slice(2);
let failures = 0;

function check(what, actual, expected) {
  const passed = JSON.stringify(actual) === JSON.stringify(expected);
  failures += passed ? 0 : 1;
  console.log(`${passed ? 'ok' : 'FAILED'}: ${what}${passed ? '' : ` (saw ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)})`}`);
}

function connect(encrypt, secret) {
  return new Promise((resolve) => {
    const connection = new Connection({
      server: 'localhost',
      options: {port: Number(port), encrypt, trustServerCertificate: true, requestTimeout: 15000},
      authentication: {type: 'default', options: {userName: 'sa', password: secret}},
    });
    connection.connect((error) => resolve({connection, error}));
  });
}

function ask(connection, sql, prepare) {
  return new Promise((resolve) => {
    const rows = [];
    const request = new Request(sql, (error) => resolve({number: error?.number, rows}));
    request.on('row', (columns) => rows.push(columns.map((column) => column.value)));
    prepare?.(request);
    prepare ? connection.execSql(request) : connection.execSqlBatch(request);
  });
}

async function run(encrypt) {
  const name = `tedious_${encrypt}`;
  const refused = await connect(encrypt, `${password}-wrong`);
  check('a wrong password is refused', refused.error?.code, 'ELOGIN');
  const {connection, error} = await connect(encrypt, password);
  check(`login with encrypt=${encrypt}`, error?.message, undefined);
  if (error) {
    return;
  }

  check('create database', (await ask(connection, `create database ${name}`)).number, undefined);
  check('use', (await ask(connection, `use ${name}`)).number, undefined);
  check('create table', (await ask(connection, 'create table dbo.t (id int identity(1,1) not null primary key, name nvarchar(50) not null unique)')).number, undefined);
  check('insert with parameters', (await ask(connection, 'insert into dbo.t (name) values (@name)', (r) => r.addParameter('name', TYPES.NVarChar, 'één'))).number, undefined);
  check('select', (await ask(connection, 'select id, name from dbo.t')).rows, [[1, 'één']]);
  check('duplicate key', (await ask(connection, "insert into dbo.t (name) values (N'één')")).number, 2627);
  check('backup', (await ask(connection, `backup database ${name} to disk = N'${name}.bak' with init`)).number, undefined);
  check('backup header', (await ask(connection, `restore headeronly from disk = N'${name}.bak'`)).rows.length, 1);
  connection.close();
}

run(true).then(() => run(false)).then(() => process.exit(failures === 0 ? 0 : 1));
