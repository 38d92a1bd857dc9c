/** A small rulebook for pictures of the chat. */

export const seedRulebook = `---
title: AML Rulebook
id: AML
version: "7"
---

# Customer due diligence

## When it is undertaken

8.1.1 A Relevant Person must undertake Customer Due Diligence for each new client before it establishes the business
relationship.

8.1.2 A Relevant Person must undertake Customer Due Diligence again for existing clients:
(a) when it suspects money laundering;
(b) when it doubts the veracity or adequacy of the documents that it obtained before; or
(c) when there is a material change in the risk of the client.

8.1.3 The documents of existing clients must be reviewed at least once every three years, and every year where the risk is
high.

## Who is verified

8.2.1 A Relevant Person must verify the identity of each client and of each beneficial owner from reliable and independent
sources.

# Records

9.1.1 Records of Customer Due Diligence must be kept for six years after the business relationship ends.
`;
