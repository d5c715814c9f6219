/** What a new rule begins with: it compiles as it stands, and says what belongs into one. */
export const startText = (id: string, today: string): string => `title: Say in a few words what happened
id: ${id}
status: experimental
description: |
  Say what it means and why it is bad.
  Triage:
  1. What to look at first
  2. Whom to ask
  3. What to do about it
author: ''
date: ${today}
tags:
  - attack.persistence
  - attack.t1098
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventSource: iam.amazonaws.com
    eventName: CreateAccessKey
  condition: selection
falsepositives:
  - What it may be instead
level: medium
`;

const ID_LINE = /^id:[ \t]*(['"]?)([^\s'"#]+)\1[ \t]*(?:#.*)?$/gm;

/** A text under ids of its own: each `id:` of it is a new one, wherever the text names it. */
export function underNewIds(text: string, newId: () => string): string {
  const ids = [...text.matchAll(ID_LINE)].map((m) => m[2]!);
  return [...new Set(ids)].reduce((t, id) => t.replaceAll(id, newId()), text);
}
