import { join } from 'node:path'
import { sql } from 'kysely'
import { demoPasscode } from '#server/demo/callers.ts'
import { makeSecretsFile } from '#server/staff/secret-box.ts'
import { call, type Outcome } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { inLanes } from './gifts.ts'
import type { Stage } from './stage.ts'
import { toldOfChanges } from './told-of-changes.ts'
import { outageId, type Person, type World } from './world.ts'

type Ground = { stage: Stage; world: World; origin: string; agents: Person[]; adjustmentId: string }
/** What is known of one conversation, by the rules and without asking the desk. */
type Talk = { accountId: string; by: Person; verified: boolean; failures: number; calledBack: boolean }
type Figures = { sequences: number; acts: number; looks: number; told: number; disclosures: number }

/**
 * Conversations made up by chance: right and wrong answers, codes, call-backs, wrap-ups, time that runs out. After each
 * act everything that shows an account is asked for, and is answered only while a check of this very contact has passed.
 */
export const callers = drill({
  name: 'A6',
  what: 'made-up conversations with callers: what is told to whom, and what customers hear of what was changed',
  minutes: 6,
  reduced: { sequences: 60, changes: 5 },
  full: { sequences: 1000, changes: 100 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.sequences + tier.changes * 4 + 10 })
    const secrets = join(stage.scratch, 'secrets')
    makeSecretsFile(secrets)
    const [desk] = (await stage.desks(world, 1, { MAKERIGHT_SECRETS_FILE: secrets })) as [Desk]
    const agents = [...(await world.people('agent', 6)), ...(await world.people('senior', 2))]
    const ground = { stage, world, origin: desk.origin, agents, adjustmentId: '1' }
    const figures: Figures = { sequences: 0, acts: 0, looks: 0, told: 0, disclosures: 0 }
    const plays = Array.from({ length: tier.sequences }, (_, index) => ({
      accountId: world.freshAccount(),
      by: agents[index % agents.length] as Person,
      verified: false,
      failures: 0,
      calledBack: false,
    }))
    await inLanes(4, plays, async (talk) => {
      figures.sequences += 1
      await converse(ground, talk, figures)
    })
    stage.insist(
      figures.told > tier.sequences / 4,
      `Only ${figures.told} looks were answered: nothing was tried.`,
    )
    const [unproven] = await cluster.sql<{ count: number }>(
      `select count(*)::int as count from contacts k where k.verification is not null and k.verification <> 'break-glass'
        and not exists (select from caller_checks c where c.account_id = k.account_id and c.contact_id = k.contact_id
          and c.way = k.verification and c.outcome = 'passed')`,
      world.name,
    )
    stage.insist(
      unproven?.count === 0,
      `${unproven?.count} contacts are verified without a check that passed.`,
    )
    const told = await toldOfChanges(
      { stage, world, origin: desk.origin, by: agents[0] as Person },
      tier.changes,
    )
    return { ...figures, ...told }
  },
})

const acts = [
  'wrong',
  'wrong',
  'right',
  'code',
  'call back',
  'answered',
  'name',
  'glass',
  'wrap up',
  'run out',
  'begin',
] as const

async function converse(ground: Ground, talk: Talk, figures: Figures): Promise<void> {
  await look(ground, talk, figures)
  for (let left = ground.stage.chance.between(3, 7); left > 0; left -= 1) {
    const act = ground.stage.chance.pick(acts)
    figures.acts += 1
    await doing[act](ground, talk)
    await look(ground, talk, figures)
  }
}

const mostFailures = 3
const doing: Record<(typeof acts)[number], (ground: Ground, talk: Talk) => Promise<void>> = {
  wrong: async (ground, talk) => {
    const outcome = await say(ground, talk, 'checkPasscode', { passcode: '111222' })
    if (!talk.verified && outcome.kind === 'ok') talk.failures += 1
  },
  right: async (ground, talk) => {
    await say(ground, talk, 'checkPasscode', { passcode: demoPasscode })
    if (talk.failures < mostFailures) talk.verified = true
  },
  code: async (ground, talk) => {
    const sent = await say(ground, talk, 'sendCode', { to: 'email' })
    const { demoCode = '' } = sent.kind === 'ok' ? (sent.data as { demoCode: string }) : {}
    const wrong = String((Number(demoCode) + 1) % 1_000_000).padStart(6, '0')
    const missed = await say(ground, talk, 'checkCode', { code: wrong })
    if (!talk.verified && missed.kind === 'ok') talk.failures += 1
    if (!demoCode) return
    const read = await say(ground, talk, 'checkCode', { code: demoCode })
    if (read.kind === 'ok' && talk.failures < mostFailures) talk.verified = true
  },
  'call back': async (ground, talk) => {
    await say(ground, talk, 'callBack', {})
    talk.calledBack = true
  },
  answered: async (ground, talk) => {
    await ask(ground, talk.by, 'contacts.confirmCallBack', { accountId: talk.accountId })
    if (talk.calledBack) talk.verified = true
  },
  // No contact of a consumer is on file, whatever name is said.
  name: async (ground, talk) => {
    await ask(ground, talk.by, 'contacts.checkBusinessContact', {
      accountId: talk.accountId,
      name: 'Jordan Lee',
    })
  },
  glass: async (ground, talk) => {
    if (ground.stage.chance.is(0.7)) return
    await say(ground, talk, 'breakGlass', { reason: 'A letter.' })
    talk.verified = true
  },
  'wrap up': async (ground, talk) => {
    const { accountId } = talk
    await ask(ground, talk.by, 'contacts.wrapUp', { accountId, outcome: 'explained' })
    Object.assign(talk, { verified: false, calledBack: false })
  },
  'run out': async ({ world }, talk) => {
    await world.database.db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update contacts set began_at = began_at - interval '31 minutes', verified_at = verified_at - interval '31 minutes',
        expires_at = expires_at - interval '31 minutes' where account_id = ${talk.accountId} and ended_at is null`.execute(
        tx,
      )
    })
    Object.assign(talk, { verified: false, calledBack: false })
  },
  begin: async (ground, talk) => {
    await say(ground, talk, 'begin', {})
  },
}

const ask = ({ origin }: Ground, by: Person, procedure: string, input: unknown): Promise<Outcome> =>
  call(origin, { token: by.token, procedure, input })
const say = (ground: Ground, { accountId, by }: Talk, act: string, more: object) =>
  ask(ground, by, `contacts.${act}`, { accountId, talksTo: 'holder', ...more })

/** Everything that shows an account, by the agent of this conversation and by another one who talks to nobody. */
async function look(ground: Ground, talk: Talk, figures: Figures): Promise<void> {
  const { accountId } = talk
  const other = ground.agents.find(({ staffId }) => staffId !== talk.by.staffId) as Person
  const gift = { accountId, outageId, amount: '100', reasonCode: 'goodwill', note: '' }
  const shown: [string, unknown][] = [
    ['adjustments.accountPage', { accountId }],
    ['adjustments.creditWorking', { accountId }],
    ['adjustments.preview', gift],
    ['adjustments.requestPage', { accountId, adjustmentId: ground.adjustmentId }],
    ['adjustments.openDraft', { accountId, outageId }],
    ['contacts.reveal', { accountId, what: 'address', reason: 'A look.' }],
  ]
  for (const [procedure, input] of shown) {
    await mayHear(ground, talk, { by: talk.by, procedure, input }, talk.verified, figures)
    await mayHear(ground, talk, { by: other, procedure, input }, false, figures)
  }
  for (const [procedure, input] of [
    ['contacts.card', { accountId }],
    ['accounts.search', { text: accountId }],
    ['adjustments.queue', { show: 'waiting' }],
  ] as const)
    await hearsNothing(ground, talk, await ask(ground, talk.by, procedure, input), procedure, figures)
}

type Asked = { by: Person; procedure: string; input: unknown }

async function mayHear(
  ground: Ground,
  talk: Talk,
  asked: Asked,
  may: boolean,
  figures: Figures,
): Promise<void> {
  const outcome = await ask(ground, asked.by, asked.procedure, asked.input)
  figures.looks += 1
  if (may) {
    const shut = outcome.kind === 'fail' && outcome.code === 'CALLER_NOT_VERIFIED'
    ground.stage.insist(!shut, `${asked.procedure} was refused although the caller was verified.`)
    if (outcome.kind === 'ok') figures.told += 1
    return
  }
  const refused = outcome.kind !== 'ok' && outcome.code === 'CALLER_NOT_VERIFIED'
  if (!refused) figures.disclosures += 1
  ground.stage.insist(
    refused,
    `${asked.procedure} was answered although no check of this contact had passed.`,
  )
  await hearsNothing(ground, talk, outcome, asked.procedure, figures)
}

/** What the account holds and a caller could be told, in whatever was answered. */
async function hearsNothing(
  { stage }: Ground,
  { accountId }: Talk,
  outcome: Outcome,
  procedure: string,
  figures: Figures,
) {
  const text = outcome.kind === 'unknown' ? '' : outcome.text
  const number = Number(accountId.slice(2))
  const kept = [
    `customer${number}@`,
    `+1303${String(number).padStart(7, '0')}`,
    `+1720${accountId.slice(2)}`,
    '1 Main St',
    'Value Plus',
    'DEN001',
    'secondsLost":36000',
  ]
  const heard = kept.find((each) => text.includes(each))
  if (heard) figures.disclosures += 1
  stage.insist(!heard, `${procedure} told what is only for a verified caller.`)
}
