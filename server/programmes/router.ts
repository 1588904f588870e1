import { programmeAnswer, programmesAnswer, savedProgrammeAnswer } from '#shared/programmes/answers.ts'
import {
  decideProgrammeInput,
  programmeInput,
  returnProgrammeInput,
  saveProgrammeInput,
} from '#shared/programmes/schemas.ts'
import { managers, readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { publishProgramme } from './publish-programme.ts'
import { programmeList, programmePage } from './queries.ts'
import { returnProgramme } from './return-programme.ts'
import { saveProgramme } from './save-programme.ts'
import { submitProgramme } from './submit-programme.ts'
import { withdrawProgramme } from './withdraw-programme.ts'

export const programmesRouter = router({
  list: procedureFor({ who: readers, object: 'none', reads: 'programmes' })
    .output(programmesAnswer)
    .query(({ ctx }) => programmeList(ctx.db, ctx.actor)),

  page: procedureFor({ who: readers, object: 'programme', reads: 'programme' })
    .input(programmeInput)
    .output(programmeAnswer)
    .query(({ ctx, input }) => programmePage(ctx.db, input.programmeId, ctx.actor)),

  save: procedureFor({ who: managers, object: 'none' })
    .input(saveProgrammeInput)
    .output(savedProgrammeAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => saveProgramme(work, input))),

  submit: procedureFor({ who: managers, object: 'programme' })
    .input(decideProgrammeInput)
    .output(programmeAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => submitProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  publish: procedureFor({ who: managers, object: 'programme', stepUp: 'recent' })
    .input(decideProgrammeInput)
    .output(programmeAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => publishProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  return: procedureFor({ who: managers, object: 'programme' })
    .input(returnProgrammeInput)
    .output(programmeAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => returnProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),

  withdraw: procedureFor({ who: managers, object: 'programme' })
    .input(returnProgrammeInput)
    .output(programmeAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => withdrawProgramme(work, input))
      return programmePage(ctx.db, input.programmeId, ctx.actor)
    }),
})
