/** Finds the place of a failure in stack traces of several languages, in the person's own code. */
import assert from 'node:assert/strict';
import { bestPlace, findPlaces, isSameFile } from '../../../server/phases/reports/findPlaces.ts';

const places = (text: string): readonly string[] =>
  findPlaces(text).map(({ file, line, column }) => [file, line, column].filter((part) => part !== null).join(':'));

describe('findPlaces', () => {
  it('reads the frames of scripts, without those of the runtime and of packages', () => {
    assert.deepEqual(
      places(`AssertionError: closed
    at assert (/project/node_modules/chai/index.js:1:2)
    at Object.<anonymous> (/project/src/my house.test.ts:9:23)
    at async file:///project/src/door.mjs:4:5
    at new Promise (<anonymous>)
    at Test.run (node:internal/test_runner/test:1402:25)
    at C:\\work\\house.js:7:1`),
      ['/project/src/my house.test.ts:9:23', 'file:///project/src/door.mjs:4:5', 'C:\\work\\house.js:7:1'],
    );
  });

  it('reads those of Java, Python, Rust, Go, PHP and Ruby', () => {
    assert.deepEqual(places('\tat app//com.example.HouseTest$Inner.opens(HouseTest.java:21)'), [
      'com/example/HouseTest.java:21',
    ]);
    assert.deepEqual(
      places('\tat org.junit.Assert.fail(Assert.java:89)\n\tat java.base/java.lang.Thread.run(Thread.java:1)'),
      [],
    );
    assert.deepEqual(places('  File "/project/house.py", line 4, in opens'), ['/project/house.py:4']);
    assert.deepEqual(places('  File "/usr/lib/python3/site-packages/x.py", line 4, in opens'), []);
    assert.deepEqual(places('tests/test_house.py:5: AssertionError'), ['tests/test_house.py:5']);
    assert.deepEqual(places("thread 'a' panicked at src/door.rs:10:9:"), ['src/door.rs:10:9']);
    assert.deepEqual(places('   3: std::panicking (/rustc/abc/library/std/src/panicking.rs:1:2)'), []);
    assert.deepEqual(places('    house_test.go:12: got open'), ['house_test.go:12']);
    assert.deepEqual(places('/project/tests/HouseTest.php:33'), ['/project/tests/HouseTest.php:33']);
    assert.deepEqual(places("# ./spec/house_spec.rb:7:in 'block'"), ['./spec/house_spec.rb:7']);
  });

  it('finds nothing where nothing is said', () => {
    assert.deepEqual(places('at 12:30 it was 3.5:1, see http://example.com:80/a and v1.2.3'), []);
  });

  it("prefers the test's own file", () => {
    const found = findPlaces('at a (/project/helper.js:1:1)\nat b (/project/test/house.js:2:2)');
    assert.equal(bestPlace(found, 'test/house.js')?.line, 2);
    assert.equal(bestPlace(found, null)?.line, 1);
    assert.equal(bestPlace([], 'a.js'), null);
    assert.ok(isSameFile('file:///project/a/b.js', './a/b.js') && !isSameFile('/project/a/bb.js', 'b.js'));
  });
});
