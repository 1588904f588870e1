import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rule } from '#server/rule.ts'
import { stateHash } from '#test/support/desk.ts'
import { drill } from './drill.ts'
import { type Ground, type Procedure, ruleGround } from './rule-ground.ts'
import {
  type Actor,
  inputAbout,
  personOfActor,
  roleOfActor,
  type Stranger,
  signedInPeople,
  strangers,
  strangersTokens,
  type Which,
  whichOnes,
} from './rule-matrix.ts'
import type { Stage } from './stage.ts'

const reviewed = 'test/drills/z1-expected.txt'
const left = join(tmpdir(), 'makeright-z1.txt')

type Cells = Map<Actor, string[]>

/** Every procedure, every kind of person, every kind of object: what each is answered is written in a file that is reviewed. */
export const matrix = drill({
  name: 'Z1',
  what: 'every procedure of the router asked by everybody, about what is there, elsewhere and nowhere',
  minutes: 2,
  reduced: { eachCell: 0 },
  full: { eachCell: 1 },
  async run(stage, tier) {
    const ground = await ruleGround(stage)
    const tokens = await strangersTokens(ground)
    const table: string[] = []
    let cells = 0
    let differing = 0
    for (const procedure of ground.procedures) {
      await positive(stage, ground, procedure)
      const found = await cellsOf(stage, ground, procedure, tokens, tier.eachCell === 1)
      for (const codes of found.values()) cells += codes.length
      differing += unlikeRule(stage, procedure, found)
      table.push(...linesOf(procedure, found))
    }
    const text = `${table.join('\n')}\n`
    if (!existsSync(reviewed) || readFileSync(reviewed, 'utf8') !== text) {
      writeFileSync(left, text)
      stage.insist(
        false,
        `The table is not the reviewed one: diff ${reviewed} ${left}. ${firstDifference(text)}`,
      )
    }
    stage.insist(cells >= 2000, `Only ${cells} cells were asked.`)
    return { procedures: ground.procedures.length, cells, differing }
  },
})

/** A matrix of refusals says nothing when nobody is ever let in. */
async function positive(stage: Stage, ground: Ground, { path, as, input, token }: Procedure): Promise<void> {
  const given = await input()
  const answer = await ground.ask({ token: await token(), path, input: given })
  stage.insist(answer.code === 'ok', `${path} was not even answered to ${as}: ${answer.text.slice(0, 300)}`)
}

async function cellsOf(
  stage: Stage,
  ground: Ground,
  { path, type, rule, input }: Procedure,
  tokens: Record<Stranger, string | null>,
  eachCell: boolean,
): Promise<Cells> {
  const given = await input()
  const about = { object: rule.object, input: given, ground }
  const variants: { which: Which; input: unknown }[] = []
  for (const which of whichOnes) {
    const variant = await inputAbout(which, about)
    if (variant) variants.push({ which, ...variant })
  }
  const cells: Cells = new Map(actors.map((actor) => [actor, []]))
  const tokenFor = (actor: Actor) => (isStranger(actor) ? tokens[actor] : ground.token(personOfActor[actor]))
  let before = await stateHash(ground.database)
  const unchanged = async (who: string) => {
    const now = await stateHash(ground.database)
    stage.insist(now === before, `${path} refused ${who} and changed something.`)
    before = now
  }
  // Refused, whatever it is about: nothing has changed. Then what those may do whose it is, each with an input of its own.
  for (const { which, ...variant } of variants)
    for (const actor of actors) {
      if (which === 'real' && mayCall(rule.who, actor)) continue
      const { code } = await ground.ask({ token: await tokenFor(actor), path, input: variant.input })
      cells.get(actor)?.push(code)
      if (code === 'ok') before = await stateHash(ground.database)
      else if (eachCell) await unchanged(actor)
    }
  await unchanged('somebody')
  for (const actor of actors.filter((each) => mayCall(rule.who, each))) {
    const own = type === 'query' ? given : await input()
    const { code } = await ground.ask({ token: await tokenFor(actor), path, input: own })
    cells.get(actor)?.unshift(code)
  }
  return cells
}

const actors: readonly Actor[] = [...strangers, ...signedInPeople]
const isStranger = (actor: Actor): actor is Stranger => (strangers as readonly Actor[]).includes(actor)
const mayCall = (who: Rule['who'], actor: Actor): boolean =>
  who === 'anybody' || (!isStranger(actor) && who.some((role) => role === roleOfActor(actor)))

/** Who has no session is told so; whose role it is not is refused by function. */
function unlikeRule(stage: Stage, { path, rule: { who } }: Procedure, found: Cells): number {
  let wrong = 0
  for (const [actor, codes] of found) {
    const expected = isStranger(actor) ? 'SESSION_EXPIRED' : 'NOT_ALLOWED'
    for (const code of mayCall(who, actor) ? [] : codes) {
      if (code !== expected) wrong += 1
      stage.insist(code === expected, `${path} answered ${code} to ${actor}, whose answer is ${expected}.`)
    }
  }
  return wrong
}

/** "agent senior: NOT_ALLOWED", or the three answers where they differ: about what is there, elsewhere, nowhere. */
function linesOf({ path, rule }: Procedure, found: Cells): string[] {
  const together = new Map<string, string[]>()
  for (const [actor, codes] of found) {
    const words = new Set(codes).size === 1 ? (codes[0] ?? '') : codes.join(' / ')
    together.set(words, [...(together.get(words) ?? []), actor.replaceAll(' ', '-')])
  }
  return [
    `${path} (${rule.object})`,
    ...[...together].map(([words, actors]) => `  ${words}: ${actors.join(' ')}`),
  ]
}

function firstDifference(text: string): string {
  const expected = existsSync(reviewed) ? readFileSync(reviewed, 'utf8').split('\n') : []
  const at = text.split('\n').findIndex((line, index) => line !== expected[index])
  return `Line ${at + 1} is now "${text.split('\n')[at]?.trim()}", and was "${expected[at]?.trim() ?? ''}".`
}
