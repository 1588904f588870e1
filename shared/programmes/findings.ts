import { contradictionBetween, isContradiction } from './contradictions.ts'
import type { Benefit, Choice, InKind, MoneyFormula, Predicate, Programme, Test } from './document.ts'
import { type FactKind, factKinds } from './fact-names.ts'

/** What is wrong with a document whose shape is right. Errors refuse it; warnings are for its author to look at. */
export type Finding = {
  readonly level: 'error' | 'warning'
  readonly path: readonly (string | number)[]
  readonly words: string
}
type Path = readonly (string | number)[]
type Placed<T> = { readonly path: Path; readonly item: T }

export function findingsOf(programme: Programme): Finding[] {
  return [
    ...tests(programme),
    ...predicates(programme),
    ...benefits(programme),
    ...limits(programme),
    ...delivery(programme),
    ...notLoaded(programme),
    ...wordsOf(programme),
  ]
}

const error = (path: Path, words: string): Finding => ({ level: 'error', path, words })
const warning = (path: Path, words: string): Finding => ({ level: 'warning', path, words })
const placed = <T>(items: readonly T[] | undefined, ...path: Path): Placed<T>[] =>
  (items ?? []).map((item, index) => ({ path: [...path, index], item }))

function predicateLists({ eligibility, trigger, unit }: Programme): Placed<Predicate>[][] {
  return [
    [...placed(eligibility, 'eligibility'), ...placed(trigger.scope, 'trigger', 'scope')],
    placed(unit.eligibility, 'unit', 'eligibility'),
  ]
}

/** Every test anywhere: its value must fit its fact, and facts of a line need a line. */
function tests(programme: Programme): Finding[] {
  const ofAccount: Placed<Test>[] = [
    ...(predicateLists(programme)[0] ?? []),
    ...placed(programme.delivery.automaticWhen, 'delivery', 'automaticWhen'),
  ]
  const ofUnit: Placed<Test>[] = [
    ...(predicateLists(programme)[1] ?? []),
    ...programme.benefits.flatMap((benefit, index) => placed(benefit.when, 'benefits', index, 'when')),
  ]
  const misplaced = [
    ...ofAccount,
    ...(programme.unit.of === 'account' ? ofUnit.filter(({ path }) => path[0] === 'benefits') : []),
  ]
    .filter(({ item }) => item.fact.startsWith('unit.'))
    .map(({ path, item }) =>
      error([...path, 'fact'], `${item.fact} is a fact of one line; here the account as a whole is asked`),
    )
  return [...misplaced, ...[...ofAccount, ...ofUnit].flatMap(fits)]
}

function fits({ path, item: { fact, operator, value } }: Placed<Test>): Finding[] {
  const kind: FactKind = factKinds[fact]
  const values = typeof value === 'object' ? value : [value]
  const many = operator === 'in' || operator === 'notIn'
  const compares = !many && operator !== 'is' && operator !== 'isNot'
  const at = [...path, 'value']
  if (many !== (typeof value === 'object'))
    return [error(at, `the operator ${operator} takes ${many ? 'a list of values' : 'one value'}`)]
  if (compares && kind.type === 'boolean')
    return [error([...path, 'operator'], `${fact} is yes or no, which has no ${operator}`)]
  const type = { text: 'string', number: 'number', boolean: 'boolean' }[kind.type]
  return values.flatMap((each) => {
    if (typeof each !== type)
      return [error(at, `${fact} is a ${kind.type}, and ${JSON.stringify(each)} is none`)]
    if (kind.values && !kind.values.includes(String(each)))
      return [error(at, `${fact} is never ${JSON.stringify(each)}; it is one of ${kind.values.join(', ')}`)]
    return []
  })
}

function predicates(programme: Programme): Finding[] {
  const all = predicateLists(programme)
  const seen = new Set<string>()
  const twice = all.flat().flatMap(({ path, item: { id } }) => {
    if (seen.has(id)) return [error([...path, 'id'], `the id ${id} is used twice`)]
    seen.add(id)
    return []
  })
  const never = all.flatMap((list) =>
    list.flatMap(({ path, item }, index) => {
      if (isContradiction(item)) return [error(path, `${item.id} can never pass`)]
      const other = list.slice(0, index).find((each) => contradictionBetween(each.item, item))
      return other
        ? [error(path, `${item.id} can never pass together with ${other.item.id}: nobody would be eligible`)]
        : []
    }),
  )
  return [...twice, ...never]
}

function benefits(programme: Programme): Finding[] {
  const { benefits: all, stacking } = programme
  return all.flatMap((benefit, index) => {
    const path = ['benefits', index]
    const earlier = all.slice(0, index)
    const covering = stacking.benefits === 'first' ? earlier.find((each) => covers(each, benefit)) : undefined
    const clash = benefit.when.some(
      (test, at) =>
        isContradiction(test) || benefit.when.slice(0, at).some((each) => contradictionBetween(each, test)),
    )
    return [
      ...(earlier.some((each) => each.id === benefit.id)
        ? [error([...path, 'id'], `the id ${benefit.id} is used twice`)]
        : []),
      ...(covering
        ? [error(path, `${benefit.id} is unreachable: ${covering.id} before it takes everyone it could take`)]
        : []),
      ...(clash
        ? [error([...path, 'when'], `${benefit.id} is unreachable: its tests can never pass together`)]
        : []),
      ...formulas(benefit.gives, [...path, 'gives'], benefit),
    ]
  })
}

/** An earlier benefit takes all that a later one could, when each of its tests is among the later one's. */
const covers = (earlier: Benefit, later: Benefit): boolean =>
  earlier.when.every((test) => later.when.some((each) => JSON.stringify(each) === JSON.stringify(test)))

function formulas(gives: MoneyFormula | InKind | Choice, path: Path, benefit: Benefit): Finding[] {
  switch (gives.form) {
    case 'choice':
      return gives.of.flatMap((option, index) =>
        formulas(option.gives, [...path, 'of', index, 'gives'], benefit),
      )
    case 'max':
    case 'min':
    case 'sum':
      return gives.of.flatMap((each, index) => formulas(each, [...path, 'of', index], benefit))
    case 'dailyRate':
    case 'percentOfMonthly':
      return benefit.rateBase ? [] : [error(path, `${gives.form} needs a rateBase in ${benefit.id}`)]
    case 'perFact':
      return [...numeric(gives.fact, path), ...formulas(gives.each, [...path, 'each'], benefit)]
    case 'amountOfFact':
    case 'percentOfFact':
      return numeric(gives.fact, path)
    case 'perDaySchedule':
      return [
        ...gives.tiers.flatMap((tier, index) =>
          formulas(tier.each, [...path, 'tiers', index, 'each'], benefit),
        ),
        ...schedule(gives.tiers, path),
      ]
    case 'flat':
      return gives.minor === '0' ? [warning(path, 'a flat amount of zero gives nothing')] : []
    default:
      return []
  }
}

const numeric = (fact: keyof typeof factKinds, path: Path): Finding[] =>
  factKinds[fact].type === 'number' ? [] : [error([...path, 'fact'], `${fact} is not a number`)]

function schedule(tiers: readonly { fromDay: number; toDay: number | null }[], path: Path): Finding[] {
  return tiers.flatMap(({ fromDay, toDay }, index) => {
    const at = [...path, 'tiers', index]
    const before = tiers[index - 1]
    if (toDay !== null && toDay < fromDay)
      return [error(at, `unreachable: it ends on day ${toDay}, before it begins on ${fromDay}`)]
    if (before && before.toDay === null) return [error(at, 'unreachable: the tier before it never ends')]
    if (before?.toDay != null && fromDay <= before.toDay)
      return [error(at, `day ${fromDay} is in the tier before it too`)]
    if (before?.toDay != null && fromDay > before.toDay + 1)
      return [warning(at, `the days between ${before.toDay} and ${fromDay} are in no tier`)]
    return []
  })
}

function limits({ limits: all, unit, stacking, supersession, version, budget }: Programme): Finding[] {
  const found: Finding[] = []
  for (const level of ['perUnit', 'perAccount'] as const) {
    const limit = all?.[level]
    if (limit?.floor !== undefined && limit.cap !== undefined && BigInt(limit.cap) < BigInt(limit.floor))
      found.push(error(['limits', level, 'cap'], `the cap ${limit.cap} is below the floor ${limit.floor}`))
    if (limit?.cap === '0') found.push(error(['limits', level, 'cap'], 'a cap of zero pays nobody'))
  }
  if (all?.maxUnits !== undefined && unit.of === 'account')
    found.push(warning(['limits', 'maxUnits'], 'an account is one unit'))
  if (stacking.across !== 'additive' && !stacking.group)
    found.push(error(['stacking', 'across'], `${stacking.across} needs a group`))
  const { supersedes, mode } = supersession
  if (supersedes !== null && supersedes >= version)
    found.push(error(['supersession', 'supersedes'], `version ${version} can only supersede an earlier one`))
  if (supersedes === null && mode !== 'none')
    found.push(error(['supersession', 'mode'], `${mode} needs the version that it supersedes`))
  if (budget && BigInt(budget.reserve) > BigInt(budget.total))
    found.push(error(['budget', 'reserve'], 'the reserve is larger than the budget'))
  return found
}

function delivery({ delivery: rule, evidence, manual, trigger, effective }: Programme): Finding[] {
  const found: Finding[] = []
  if (rule.mode === 'claim' && !rule.deadline)
    found.push(warning(['delivery'], 'a claim without a deadline stays open for ever'))
  if (rule.mode === 'automatic' && rule.deadline)
    found.push(error(['delivery', 'deadline'], 'what is automatic has no deadline'))
  if (rule.mode === 'automatic' && evidence?.required)
    found.push(error(['evidence', 'required'], 'nobody hands in proof for what is automatic'))
  if (rule.mode === 'manual' && !manual)
    found.push(error(['delivery', 'mode'], 'manual needs the authority of people: the field manual'))
  if (trigger.dayWindow && trigger.dayWindow.toHour <= trigger.dayWindow.fromHour)
    found.push(error(['trigger', 'dayWindow'], 'the window ends before it begins'))
  if (effective?.from && effective.to && effective.to < effective.from)
    found.push(error(['effective', 'to'], 'it ends before it begins'))
  return found
}

/** What a run would not find: each fact of other systems once, where it is first asked for, and kinds of unit that no line is. */
function notLoaded(programme: Programme): Finding[] {
  const first = new Map<string, Path>()
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, each] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key]
      if (key === 'fact' && typeof each === 'string' && !first.has(each)) first.set(each, at)
      walk(each, at)
    }
  }
  walk(programme, [])
  const facts = [...first].flatMap(([fact, path]) => {
    const kind: FactKind | undefined = factKinds[fact as keyof typeof factKinds]
    return kind?.elsewhere
      ? [
          warning(
            path,
            `the desk does not load ${fact} (${kind.words}): a run leaves out whom it is asked of`,
          ),
        ]
      : []
  })
  const { kinds } = programme.unit
  return kinds && !kinds.includes('wireless_voice')
    ? [...facts, warning(['unit', 'kinds'], 'the desk’s lines are wireless voice: a run finds no such unit')]
    : facts
}

function wordsOf({ notices, benefits: all, wording }: Programme): Finding[] {
  const money = all.some(({ gives }) => gives.form !== 'inKind' && gives.form !== 'choice')
  if (!money) return []
  const texts = [
    ['wording', wording],
    ...(notices
      ? [
          ['notices.en', notices.en],
          ['notices.es', notices.es],
        ]
      : []),
  ] as const
  return texts
    .filter(([, text]) => !text?.includes('{amount}'))
    .map(([path]) => warning((path ?? '').split('.'), 'the sentence does not say {amount}'))
}
