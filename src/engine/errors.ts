import { oneLine } from './one-line.ts';

/**
 * What ends a command before a walk begins. Each message is one line that says what to do; `exitStatus` is the one the
 * contract gives to it.
 */
export abstract class EngineError extends Error {
  abstract readonly exitStatus: 3 | 4;
  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message, 600), options);
    this.name = new.target.name;
  }
}

/** No engine answers there, or how to reach it cannot be made out. */
export class EngineUnavailable extends EngineError {
  readonly exitStatus = 3;
}

/** The engine answers, and says no: no permission, or it is too old. */
export class EngineRefused extends EngineError {
  readonly exitStatus = 3;
}

/** The engine has no such container. */
export class TargetNotFound extends EngineError {
  readonly exitStatus = 4;
}

/** The name or prefix fits several containers. */
export class TargetAmbiguous extends EngineError {
  readonly exitStatus = 4;
}
