/** Reads JUnit reports as the usual runners write them: names, outcomes, times, messages and places. */
import assert from 'node:assert/strict';
import { readJUnitReport } from '../../../server/phases/reports/readJUnitReport.ts';
import type { TestCase } from '../../../server/phases/reports/report.ts';

/** A case in one line: "outer > inner > name failed 12 ms @ file:line:column". */
function line({ suite, name, outcome, durationMs, place }: TestCase): string {
  const time = durationMs === null ? '' : ` ${durationMs} ms`;
  const column = place?.column == null ? '' : `:${place.column}`;
  const at = place === null ? '' : ` @ ${place.file}:${place.line ?? '-'}${column}`;
  return `${[...suite, name].join(' > ')} ${outcome}${time}${at}`;
}

function read(text: string) {
  const report = readJUnitReport(text);
  return { ...report, lines: report.cases.map(line) };
}

describe('readJUnitReport', () => {
  it('reads what Surefire writes, with the place of the frame in the class of the test', () => {
    const { lines, counts, cases, faults } = read(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0" name="com.example.HouseTest" time="1,000.5" tests="4" errors="1" skipped="1" failures="1">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="stands" classname="com.example.HouseTest" time="0.012"/>
  <testcase name="opens" classname="com.example.HouseTest" time="1,000.25">
    <failure message="expected: &lt;open&gt; but was: &lt;closed&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected: <open> but was: <closed>
	at org.junit.jupiter.api.AssertEquals.assertEquals(AssertEquals.java:182)
	at com.example.HouseTest.opens(HouseTest.java:21)
	at java.base/java.lang.reflect.Method.invoke(Method.java:580)]]></failure>
    <system-out>knock</system-out>
  </testcase>
  <testcase name="burns" classname="com.example.HouseTest" time="0">
    <error type="java.lang.NullPointerException">java.lang.NullPointerException
	at com.example.House.burn(House.java:7)
</error>
  </testcase>
  <testcase name="sinks" classname="com.example.HouseTest" time="0"><skipped message="no water"/></testcase>
</testsuite>`);
    assert.deepEqual(lines, [
      'com.example.HouseTest > stands passed 12 ms',
      'com.example.HouseTest > opens failed 1000250 ms @ com/example/HouseTest.java:21',
      'com.example.HouseTest > burns errored 0 ms @ com/example/House.java:7',
      'com.example.HouseTest > sinks skipped 0 ms',
    ]);
    assert.deepEqual(counts, { passed: 1, failed: 2, skipped: 1 });
    assert.equal(cases[1]?.message, 'expected: <open> but was: <closed>');
    assert.match(cases[1].details, /HouseTest\.java:21/);
    assert.equal(cases[2]?.message, 'java.lang.NullPointerException');
    assert.equal(cases[3]?.message, 'no water');
    assert.deepEqual(faults, []);
  });

  it('reads what jest-junit writes', () => {
    const { lines, cases } = read(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="2" failures="1" errors="0" time="0.9">
  <testsuite name="house" errors="0" failures="1" skipped="0" timestamp="2025-01-01T00:00:00" time="0.4" tests="2">
    <testcase classname="house stands" name="house stands" time="0.002">
    </testcase>
    <testcase classname="house door opens" name="house door opens" time="0.004">
      <failure>Error: expect(received).toBe(expected)

Expected: true
Received: false
    at Object.toBe (/project/src/house.test.ts:9:23)
    at Promise.then.completed (/project/node_modules/jest-circus/build/utils.js:298:28)</failure>
    </testcase>
  </testsuite>
</testsuites>`);
    assert.deepEqual(lines, [
      'house > stands passed 2 ms',
      'house > door opens failed 4 ms @ /project/src/house.test.ts:9:23',
    ]);
    assert.equal(cases[1]?.message, 'Error: expect(received).toBe(expected)');
  });

  it('reads what mocha-junit-reporter writes', () => {
    const { lines } = read(`<testsuites name="Mocha Tests" time="0.01" tests="2" failures="1">
  <testsuite name="Root Suite" tests="0" file="/project/test/house.js" failures="0" time="0"></testsuite>
  <testsuite name="door" tests="2" file="/project/test/house.js" failures="1" time="0.01">
    <testcase name="house door opens" time="0.001" classname="opens"></testcase>
    <testcase name="house door closes" time="0.002" classname="closes">
      <failure message="expected true to equal false" type="AssertionError"><![CDATA[AssertionError: expected true to equal false
    at Context.&lt;anonymous&gt; (test/house.js:14:20)
    at process.processImmediate (node:internal/timers:491:21)]]></failure>
    </testcase>
  </testsuite>
</testsuites>`);
    assert.deepEqual(lines, [
      'house door > opens passed 1 ms @ /project/test/house.js:-',
      'house door > closes failed 2 ms @ test/house.js:14:20',
    ]);
  });

  it('reads what pytest writes, whose line attribute counts from 0', () => {
    const { lines, cases } =
      read(`<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.05" hostname="host">
<testcase classname="tests.test_house" name="test_stands[brick]" time="0.001" />
<testcase classname="tests.test_house.TestDoor" name="test_opens" file="tests/test_house.py" line="6" time="0.002"><failure message="AssertionError: assert 'closed' == 'open'&#10;  &#10;  - open&#10;  + closed">self = &lt;tests.test_house.TestDoor object&gt;

    def test_opens(self):
&gt;       assert state() == 'open'
E       AssertionError

tests/test_house.py:9: AssertionError</failure></testcase>
<testcase classname="tests.test_house" name="test_sinks" file="tests/test_house.py" line="11" time="0"><skipped type="pytest.skip" message="no water">tests/test_house.py:12: no water</skipped></testcase>
<testcase classname="tests.test_house" name="test_burns" time="0.001"><error message="failed on setup with &quot;ValueError&quot;">File "/project/tests/conftest.py", line 4, in fire</error></testcase>
</testsuite></testsuites>`);
    assert.deepEqual(lines, [
      'tests.test_house > test_stands[brick] passed 1 ms',
      'tests.test_house.TestDoor > test_opens failed 2 ms @ tests/test_house.py:9',
      'tests.test_house > test_sinks skipped 0 ms @ tests/test_house.py:12',
      'tests.test_house > test_burns errored 1 ms @ /project/tests/conftest.py:4',
    ]);
    assert.match(cases[1]?.message ?? '', /^AssertionError: assert 'closed' == 'open'\n/);
  });

  it('reads what go-junit-report and cargo-nextest write', () => {
    assert.deepEqual(
      read(`<testsuites tests="2" failures="1">
	<testsuite name="example.com/town/house" tests="2" failures="1" errors="0" id="0" hostname="h" time="0.010">
		<properties><property name="go.version" value="go1.24"></property></properties>
		<testcase name="TestDoor/opens" classname="house" time="0.000"></testcase>
		<testcase name="TestDoor/closes" classname="house" time="0.010">
			<failure message="Failed"><![CDATA[    house_test.go:17: got open]]></failure>
		</testcase>
	</testsuite>
</testsuites>`).lines,
      [
        'example.com/town/house > TestDoor/opens passed 0 ms',
        'example.com/town/house > TestDoor/closes failed 10 ms @ house_test.go:17',
      ],
    );
    const { lines, cases } =
      read(`<testsuites name="nextest-run" tests="2" failures="1" errors="0" uuid="1" timestamp="2025" time="0.02">
    <testsuite name="house::town" tests="2" disabled="0" errors="0" failures="1">
        <testcase name="door::opens" classname="house::town" timestamp="2025" time="0.004"></testcase>
        <testcase name="door::closes" classname="house::town" timestamp="2025" time="0.005">
            <failure message="thread &apos;door::closes&apos; panicked at src/door.rs:10:9" type="test failure with exit code 101">thread &apos;door::closes&apos; panicked at src/door.rs:10:9:
assertion failed: closed
note: run with RUST_BACKTRACE=1</failure>
            <system-err>thread panicked</system-err>
        </testcase>
    </testsuite>
</testsuites>`);
    assert.deepEqual(lines, [
      'house::town > door::opens passed 4 ms',
      'house::town > door::closes failed 5 ms @ src/door.rs:10:9',
    ]);
    assert.match(cases[1]?.details ?? '', /assertion failed: closed/);
  });

  it('reads nested suites, what failed outside of a case, and cases that did not run', () => {
    const { lines, counts } = read(`<testsuites><testsuite name="town" file="town.spec.js">
      <error message="cannot load">at town.spec.js:1:1</error>
      <testsuite name="house"><testcase name="stands"/><testcase name="waits" status="notrun"/></testsuite>
      <testcase name="last"><failure/><error/></testcase>
    </testsuite></testsuites>`);
    assert.deepEqual(lines, [
      'town > town errored @ town.spec.js:1:1',
      'town > house > stands passed @ town.spec.js:-',
      'town > house > waits skipped @ town.spec.js:-',
      'town > last failed @ town.spec.js:-',
    ]);
    assert.deepEqual(counts, { passed: 1, failed: 2, skipped: 1 });
  });

  it('keeps what came before the XML breaks off, and says that it did', () => {
    const { lines, faults } = read(
      '<testsuites>\n<testsuite name="a"><testcase name="one"/><testcase name="two"><fail',
    );
    assert.deepEqual(lines, ['a > one passed', 'a > two passed']);
    assert.match(faults[0] ?? '', /^is not well-formed XML \(line 2: /);
  });

  it('says so when the XML is no report', () => {
    assert.deepEqual(read('<html><body/></html>').faults, ['is XML, but no JUnit report: its root is <html>']);
    assert.equal(read('<html><body/></html>').counts, null);
  });

  it('expands no entity of a document type', () => {
    const bomb = `<!DOCTYPE t [<!ENTITY a "${'x'.repeat(100)}">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a${at - 1};&a${at - 1};">`).join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]>
      <testsuite name="a"><testcase name="one"><failure message="&file;">&a19;</failure></testcase></testsuite>`;
    const { cases, faults } = read(bomb);
    assert.equal(cases.length, 1);
    assert.ok(cases.every(({ message, details }) => message.length + details.length < 100));
    assert.match(faults[0] ?? '', /entity/i);
  });

  it('keeps failures first when there are too many cases, and cuts long texts', () => {
    const many = Array.from(
      { length: 7_000 },
      (_, at) => `<testcase name="c${at}">${at % 1_000 === 999 ? '<failure/>' : ''}</testcase>`,
    );
    const { cases, casesLeftOut, counts } = read(`<testsuite name="a">${many.join('')}</testsuite>`);
    assert.deepEqual([cases.length, casesLeftOut, counts?.failed], [5_000, 2_000, 7]);
    assert.equal(cases.filter(({ outcome }) => outcome === 'failed').length, 7);
    assert.equal(cases.at(-1)?.name, 'c6999');
    const long = read(
      `<testsuite><testcase name="${'n'.repeat(9_000)}"><failure>${'😀'.repeat(90_000)}</failure></testcase></testsuite>`,
    );
    assert.ok((long.cases[0]?.name.length ?? 9_000) <= 500);
    assert.ok((long.cases[0]?.details.length ?? 90_000) <= 16_000);
    const details = long.cases[0]?.details ?? '';
    assert.equal(Buffer.from(details).toString(), details);
  });

  it('is not slow on what is large or broken', () => {
    const began = performance.now();
    read('&'.repeat(1_000_000));
    read(`<testsuite>${'<testsuite>'.repeat(100_000)}`);
    read(`<testsuite><testcase name="a"><failure>${'at ('.repeat(250_000)}</failure></testcase></testsuite>`);
    read(
      `<testsuite><testcase name="a"><failure>${`${'a.b.'.repeat(240)}\n`.repeat(1_000)}</failure></testcase></testsuite>`,
    );
    assert.ok(performance.now() - began < 10_000);
  });
});
