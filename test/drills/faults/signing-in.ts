import type { Fault } from './fault.ts'

/** Faults in passwords, codes, sessions, throttles and the carrier's own sign-in. */
export const signingInFaults: readonly Fault[] = [
  {
    name: 'no-dummy-hash',
    what: 'nothing is compared when there is nobody of that name, because it could not match anyway, and a failure is answered when it is known',
    drill: 'L3',
    sentence: /A clock tells "(unknown name|switched off|without a password)" from a wrong password/,
    quick: false,
    changes: [
      {
        file: 'server/staff/passwords.ts',
        from: "  nobody ??= hashPassword('nobody has this password')\n",
        to: "  if (stored === null) return false\n  nobody ??= hashPassword('nobody has this password')\n",
      },
      { file: 'server/staff/try-sign-in.ts', from: '    await onTheBeat(began)\n', to: '' },
    ],
  },
  {
    name: 'time-step-forgotten',
    what: 'a code is checked against the clock, and nobody writes down that it was used',
    drill: 'L4',
    sentence: /One code was accepted ([02-9]|\d\d) times/,
    quick: true,
    changes: [
      {
        file: 'server/staff/check-code.ts',
        from: 'if (used.rows.length === 0) return null',
        to: '',
      },
    ],
  },
  {
    name: 'session-survives-revocation',
    what: 'a session is believed without looking whether its person is still there, and ending a person’s sessions forgets them',
    drill: 'Z3',
    sentence: /Somebody went on after this: signed out everywhere/,
    quick: false,
    changes: [
      {
        file: 'server/staff/end-sessions-of.ts',
        from: 'delete from sessions where',
        to: 'select session_id from sessions where false and',
      },
      { file: 'server/staff/end-sessions-of.ts', from: ' returning session_id`', to: '`' },
    ],
  },
  {
    name: 'factor-only-offered',
    what: 'a second factor is offered to everybody, because some would call and ask how it goes',
    drill: 'Z3',
    sentence: /Somebody without the second factor that is demanded was answered NOT_FOUND/,
    quick: false,
    changes: [{ file: 'server/staff/sessions.ts', from: 'when d.demo or', to: 'when true or d.demo or' }],
  },
  {
    name: 'token-kept-on-step-up',
    what: 'a step-up notes the time and leaves the token as it was',
    drill: 'W4',
    sentence: /A step-up kept the token|The token from before a step-up opens a session/,
    quick: false,
    changes: [
      {
        file: 'server/staff/sessions.ts',
        from: 'rotateSession(work: Work, old: string): Promise<string | null> {\n  const token = newToken()',
        to: 'rotateSession(work: Work, old: string): Promise<string | null> {\n  const token = old',
      },
    ],
  },
  {
    name: 'counter-per-process',
    what: 'each process counts the tries of a name by itself',
    drill: 'L2',
    sentence: /guesses at one name were looked at/,
    quick: false,
    changes: [
      {
        file: 'server/staff/count-try.ts',
        from: ".toString('hex').slice(0, 32)",
        to: ".toString('hex').slice(0, 24).concat(String(process.pid))",
      },
    ],
  },
  {
    name: 'state-not-compared',
    what: 'the state that comes back from the provider is not compared with the one that went',
    drill: 'L5',
    sentence: /A lie (was answered 303|opened a session): state/,
    quick: false,
    changes: [
      {
        file: 'server/staff/open-provider.ts',
        from: 'expectedState: carried.state,',
        to: 'expectedState: oidc.skipStateCheck,',
      },
    ],
  },
  {
    name: 'signature-not-looked-at',
    what: 'the ID token is believed because it came over the provider’s own connection',
    drill: 'L5',
    sentence: /A lie (was answered 303|opened a session): (signed with|signature)/,
    quick: false,
    changes: [
      {
        file: 'server/staff/open-provider.ts',
        from: '            oidc.enableNonRepudiationChecks,\n',
        to: '',
      },
    ],
  },
  {
    name: 'groups-forgotten-at-a-step-up',
    what: 'a step-up at the provider looks at who it is, and not at what their groups say now',
    drill: 'L5',
    sentence: /A confirmation after the groups changed|Somebody whose groups were taken away/,
    quick: false,
    changes: [
      {
        file: 'server/staff/step-up-by-provider.ts',
        from: 'const followed = await followGroups(work, settings, claims)',
        to: "const followed = { role: 'manager', level: 'manager', changed: false }",
      },
    ],
  },
  {
    name: 'queue-without-end',
    what: 'whoever signs in waits, however many there are',
    drill: 'L1',
    sentence: /Nobody was turned away/,
    quick: false,
    changes: [
      {
        file: 'server/staff/passwords.ts',
        from: 'if (waiting.length >= longestQueue) return null',
        to: '',
      },
    ],
  },
]
