import type { Expectation } from './expectation.ts';
import { ofCalled } from './expectations/called.ts';
import { ofGym } from './expectations/gym.ts';
import { ofHealthy } from './expectations/healthy.ts';
import { ofLab } from './expectations/lab.ts';
import { ofRarer } from './expectations/rarer.ts';

/** By the scenario's name; scenarios are set up in cases.ts. */
export const expectations: Readonly<Record<string, Expectation>> = {
  ...ofLab,
  ...ofGym,
  ...ofRarer,
  ...ofCalled,
  ...ofHealthy,
};
