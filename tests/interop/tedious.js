// Runs the scenario's files through npm tedious. Usage: node tedious.js FOLDER PASSWORD; FOLDER holds the files with their names filled in, and addresses.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const {setTimeout: pause} = require('node:timers/promises');
const {Connection, Request} = require('tedious');

const [folder, password] = process.argv.slice(2);
const addresses = new Map(fs.readFileSync(path.join(folder, 'addresses'), 'utf8').trim().split('\n').map((line) => line.split(' ')));

function parse(text) {
  const steps = [];
  for (const line of text.split('\n')) {
    const [, word, rest] = /^-- (step|within|expect|row) (.*)$/.exec(line) ?? [];
    const step = steps.at(-1);
    if (word === 'step') {
      const [, instance, title] = /^([^:]+): (.*)$/.exec(rest);
      steps.push({instance, title, within: 0, expected: '', rows: [], batch: ''});
    } else if (word === 'within') {
      step.within = Number(rest);
    } else if (word === 'expect') {
      step.expected = rest;
    } else if (word === 'row') {
      step.rows.push(rest);
    } else if (step) {
      step.batch += line + '\n';
    }
  }
  return steps;
}

function connect(instance) {
  return new Promise((resolve, reject) => {
    const connection = new Connection({
      server: addresses.get(instance),
      options: {port: 1433, encrypt: true, trustServerCertificate: true, requestTimeout: 60000, connectTimeout: 60000},
      authentication: {type: 'default', options: {userName: 'sa', password}},
    });
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

async function ask({instance, batch}) {
  const connection = await connect(instance);
  const rows = [];
  const errors = [];
  connection.on('errorMessage', (message) => errors.push(message.number));
  await new Promise((resolve) => {
    const request = new Request(batch, resolve);
    request.on('row', (columns) => rows.push(columns.map(({value}) => (value === null ? 'NULL' : String(value))).join('|')));
    connection.execSqlBatch(request);
  });
  connection.close();
  return {rows, errors};
}

function isExpected({expected, rows}, saw) {
  switch (expected) {
    case 'ok': return saw.errors.length === 0;
    case 'rows': return saw.errors.length === 0 && saw.rows.join('\n') === rows.join('\n');
    default: return saw.errors.includes(Number(/^error (\d+)$/.exec(expected)[1]));
  }
}

async function run(step) {
  for (const began = Date.now(); ; await pause(300)) {
    const saw = await ask(step);
    if (isExpected(step, saw)) {
      console.log(`ok: ${step.instance}: ${step.title}`);
      return true;
    }
    if (Date.now() - began >= step.within * 1000) {
      console.log(`FAILED: ${step.instance}: ${step.title}: expected ${step.expected} ${step.rows.join('; ')}; saw ${JSON.stringify(saw)}`);
      return false;
    }
  }
}

async function main() {
  let passed = 0;
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()) {
    for (const step of parse(fs.readFileSync(path.join(folder, file), 'utf8'))) {
      if (!await run(step)) {
        console.log(`tedious: ${passed} steps passed, 1 failed`);
        return 1;
      }
      passed++;
    }
  }
  console.log(`tedious: ${passed} steps passed, 0 failed`);
  return passed > 0 ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.log(`FAILED: ${error.stack}`);
  process.exit(1);
});
