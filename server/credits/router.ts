import { newAdjudicationAnswer, outagePageAnswer, outagesAnswer } from '#shared/credits/outage-answers.ts'
import {
  newRunAnswer,
  newSimulationAnswer,
  nothingAnswer,
  runAnswer,
  runnableAnswer,
  runsAnswer,
  simulationsAnswer,
} from '#shared/credits/run-answers.ts'
import {
  adjudicationInput,
  canaryInput,
  dropWindowInput,
  outageInput,
  proposeWindowInput,
  reverseRunInput,
  runInput,
  runReasonInput,
  runsInput,
  startRunInput,
} from '#shared/credits/schemas.ts'
import { simulateInput, versionInput } from '#shared/programmes/schemas.ts'
import { managers, readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { approveRun } from './approve-run.ts'
import { dropWindow } from './drop-window.ts'
import { outagePage } from './outage-page.ts'
import { outagesOf } from './outages-of.ts'
import { pauseRun } from './pause-run.ts'
import { postCanary } from './post-canary.ts'
import { postRest } from './post-rest.ts'
import { proposeWindow } from './propose-window.ts'
import { putWindowInForce } from './put-window-in-force.ts'
import { runnableOf, runPage, runsOf } from './queries.ts'
import { resumeRun } from './resume-run.ts'
import { reverseRun } from './reverse-run.ts'
import { simulationsOf } from './simulations-of.ts'
import { startRun } from './start-run.ts'
import { startSimulation } from './start-simulation.ts'
import { stopRun } from './stop-run.ts'

const runOf = (input: { runId: string }) => ({ runId: BigInt(input.runId) })

export const creditsRouter = router({
  runs: procedureFor({ who: readers, object: 'none', reads: 'runs' })
    .input(runsInput)
    .output(runsAnswer)
    .query(({ ctx, input }) => runsOf(ctx.db, input.programmeId ?? null)),

  run: procedureFor({ who: readers, object: 'run', reads: 'run' })
    .input(runInput)
    .output(runAnswer)
    .query(({ ctx, input }) => runPage(ctx.db, BigInt(input.runId), ctx.actor)),

  runnable: procedureFor({ who: readers, object: 'none', reads: 'programmes to run' })
    .output(runnableAnswer)
    .query(({ ctx }) => runnableOf(ctx.db)),

  simulations: procedureFor({ who: readers, object: 'programme', reads: 'simulations' })
    .input(versionInput)
    .output(simulationsAnswer)
    .query(({ ctx, input }) => simulationsOf(ctx.db, input)),

  simulate: procedureFor({ who: managers, object: 'programme' })
    .input(simulateInput)
    .output(newSimulationAnswer)
    .mutation(async ({ ctx, input }) => {
      const { simulationId } = await ctx.work((work) => startSimulation(work, input))
      return { simulationId: simulationId.toString() }
    }),

  startRun: procedureFor({ who: managers, object: 'programme', stepUp: 'recent' })
    .input(startRunInput)
    .output(newRunAnswer)
    .mutation(async ({ ctx, input }) => {
      const { runId } = await ctx.work((work) => startRun(work, input))
      return { runId: runId.toString() }
    }),

  postCanary: procedureFor({ who: managers, object: 'run', stepUp: 'fresh' })
    .input(canaryInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => postCanary(work, { ...runOf(input), accounts: input.accounts })),
    ),

  postRest: procedureFor({ who: managers, object: 'run', stepUp: 'fresh' })
    .input(runInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => postRest(work, runOf(input)))),

  pauseRun: procedureFor({ who: managers, object: 'run' })
    .input(runReasonInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => pauseRun(work, { ...runOf(input), because: input.because })),
    ),

  resumeRun: procedureFor({ who: managers, object: 'run' })
    .input(runInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => resumeRun(work, runOf(input)))),

  stopRun: procedureFor({ who: managers, object: 'run' })
    .input(runReasonInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => stopRun(work, { ...runOf(input), because: input.because })),
    ),

  reverseRun: procedureFor({ who: managers, object: 'run', stepUp: 'recent' })
    .input(reverseRunInput)
    .output(newRunAnswer)
    .mutation(async ({ ctx, input }) => {
      const { runId } = await ctx.work((work) => reverseRun(work, { ...input, ...runOf(input) }))
      return { runId: runId.toString() }
    }),

  approveRun: procedureFor({ who: managers, object: 'run', stepUp: 'fresh' })
    .input(runInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => approveRun(work, runOf(input)))),

  outages: procedureFor({ who: readers, object: 'none', reads: 'outages' })
    .output(outagesAnswer)
    .query(({ ctx }) => outagesOf(ctx.db)),

  outage: procedureFor({ who: readers, object: 'outage', reads: 'outage' })
    .input(outageInput)
    .output(outagePageAnswer)
    .query(({ ctx, input }) => outagePage(ctx.db, input.outageId, ctx.actor)),

  proposeWindow: procedureFor({ who: managers, object: 'outage', stepUp: 'recent' })
    .input(proposeWindowInput)
    .output(newAdjudicationAnswer)
    .mutation(async ({ ctx, input }) => {
      const window = { startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) }
      const { adjudicationId } = await ctx.work((work) => proposeWindow(work, { ...input, ...window }))
      return { adjudicationId: adjudicationId.toString() }
    }),

  putWindowInForce: procedureFor({ who: managers, object: 'adjudication', stepUp: 'fresh' })
    .input(adjudicationInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => putWindowInForce(work, { adjudicationId: BigInt(input.adjudicationId) })),
    ),

  dropWindow: procedureFor({ who: managers, object: 'adjudication' })
    .input(dropWindowInput)
    .output(nothingAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        dropWindow(work, { adjudicationId: BigInt(input.adjudicationId), because: input.because }),
      ),
    ),
})
