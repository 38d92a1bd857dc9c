/** Tells the output of the tests from what else the extension host prints: every line of theirs starts with it. */
export const testOutputMark = '\u001ephasegate\u001e';
