/** Every message that the actors exchange: a closed union for each of them. */

import type { EventOf } from "../domain/event.ts"
import type { ParentChoice } from "../domain/policy.ts"
import type { Situation } from "../domain/situation.ts"
import type { Assignment, Outcome, TrainerReport, Verdict } from "../trainers/trainer.ts"
import type { ActorRef, Reply } from "./actor.ts"

export type SelectorMessage = {
  readonly kind: "ChooseParent"
  readonly individual: number
  /** Who may breed; to be read before the answer is given, not after. */
  readonly situation: Situation
  readonly reply: Reply<EventOf<"IndividualBorn">>
}

export type MutatorMessage = {
  readonly kind: "MakeChild"
  readonly individual: number
  readonly choice: ParentChoice
  readonly reply: Reply<EventOf<"IndividualBorn">>
}

export type PopulationMessage =
  | { readonly kind: "TrainerReady"; readonly trainer: ReadyTrainer }
  | { readonly kind: "TrainerGone"; readonly name: string }
  | {
      readonly kind: "AssignmentEnded"
      readonly trainer: string
      readonly device: string
      readonly assignment: Assignment
      readonly outcome: Outcome | { readonly kind: "lost"; readonly reason: string }
      readonly reply?: Reply<Verdict> | undefined
    }
  | { readonly kind: "Stop"; readonly reason: string; readonly reply: Reply<void> }

export interface ReadyTrainer {
  readonly ref: ActorRef<TrainerMessage>
  /** Which time it is that the trainer is ready; an assignment for an earlier one has come too late. */
  readonly turn: number
  readonly device: string
  readonly leased: boolean
  readonly canTest: boolean
}

export type TrainerMessage =
  | { readonly kind: "Assign"; readonly turn: number; readonly assignment: Assignment }
  | { readonly kind: "Heard"; readonly report: TrainerReport; readonly reply: Reply<Verdict> }
  /** The assignment would be taken away now if the trainer has been silent since. */
  | { readonly kind: "SilenceDue"; readonly assignment: Assignment }
