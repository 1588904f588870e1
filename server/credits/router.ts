import {
  canaryInput,
  reverseRunInput,
  runInput,
  runReasonInput,
  runsInput,
  startRunInput,
} from '#shared/credits/schemas.ts'
import { simulateInput, versionInput } from '#shared/programmes/schemas.ts'
import { procedureFor, readers, readsFor, router } from '../trpc.ts'
import { approveRun } from './approve-run.ts'
import { pauseRun } from './pause-run.ts'
import { postCanary } from './post-canary.ts'
import { postRest } from './post-rest.ts'
import { runnableOf, runPage, runsOf } from './queries.ts'
import { resumeRun } from './resume-run.ts'
import { reverseRun } from './reverse-run.ts'
import { simulationsOf } from './simulations-of.ts'
import { startRun } from './start-run.ts'
import { startSimulation } from './start-simulation.ts'
import { stopRun } from './stop-run.ts'

const runOf = (input: { runId: string }) => ({ runId: BigInt(input.runId) })

export const creditsRouter = router({
  runs: readsFor('runs', ...readers)
    .input(runsInput)
    .query(({ ctx, input }) => runsOf(ctx.db, input.programmeId ?? null)),

  run: readsFor('run', ...readers)
    .input(runInput)
    .query(({ ctx, input }) => runPage(ctx.db, BigInt(input.runId), ctx.actor)),

  runnable: readsFor('programmes to run', ...readers).query(({ ctx }) => runnableOf(ctx.db)),

  simulations: readsFor('simulations', ...readers)
    .input(versionInput)
    .query(({ ctx, input }) => simulationsOf(ctx.db, input)),

  simulate: procedureFor('manager')
    .input(simulateInput)
    .mutation(async ({ ctx, input }) => {
      const { simulationId } = await ctx.work((work) => startSimulation(work, input))
      return { simulationId: simulationId.toString() }
    }),

  startRun: procedureFor('manager')
    .input(startRunInput)
    .mutation(async ({ ctx, input }) => {
      const { runId } = await ctx.work((work) => startRun(work, input))
      return { runId: runId.toString() }
    }),

  postCanary: procedureFor('manager')
    .input(canaryInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => postCanary(work, { ...runOf(input), accounts: input.accounts })),
    ),

  postRest: procedureFor('manager')
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.work((work) => postRest(work, runOf(input)))),

  pauseRun: procedureFor('manager')
    .input(runReasonInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => pauseRun(work, { ...runOf(input), because: input.because })),
    ),

  resumeRun: procedureFor('manager')
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.work((work) => resumeRun(work, runOf(input)))),

  stopRun: procedureFor('manager')
    .input(runReasonInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => stopRun(work, { ...runOf(input), because: input.because })),
    ),

  reverseRun: procedureFor('manager')
    .input(reverseRunInput)
    .mutation(async ({ ctx, input }) => {
      const { runId } = await ctx.work((work) => reverseRun(work, { ...input, ...runOf(input) }))
      return { runId: runId.toString() }
    }),

  approveRun: procedureFor('manager')
    .input(runInput)
    .mutation(({ ctx, input }) => ctx.work((work) => approveRun(work, runOf(input)))),
})
