import {
  decideProgrammeInput,
  programmeInput,
  returnProgrammeInput,
  saveProgrammeInput,
} from '#shared/programmes/schemas.ts'
import { procedureFor, readers, readsFor, router } from '../trpc.ts'
import { publishProgramme } from './publish-programme.ts'
import { programmeList, programmePage } from './queries.ts'
import { returnProgramme } from './return-programme.ts'
import { saveProgramme } from './save-programme.ts'
import { submitProgramme } from './submit-programme.ts'
import { withdrawProgramme } from './withdraw-programme.ts'

export const programmesRouter = router({
  list: readsFor('programmes', ...readers).query(({ ctx }) => programmeList(ctx.db, ctx.actor)),

  page: readsFor('programme', ...readers)
    .input(programmeInput)
    .query(({ ctx, input }) => programmePage(ctx.db, input.programmeId, ctx.actor)),

  save: procedureFor('manager')
    .input(saveProgrammeInput)
    .mutation(({ ctx, input }) => ctx.work((work) => saveProgramme(work, input))),

  submit: procedureFor('manager')
    .input(decideProgrammeInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => submitProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  publish: procedureFor('manager')
    .input(decideProgrammeInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => publishProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  return: procedureFor('manager')
    .input(returnProgrammeInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => returnProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  withdraw: procedureFor('manager')
    .input(returnProgrammeInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => withdrawProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),
})
