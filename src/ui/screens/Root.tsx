import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { isTooSmall } from '../model/layout.ts';
import type { UiState } from '../model/state.ts';
import { Colours } from './Rows.tsx';
import { ScreenOnTop } from './ScreenOnTop.tsx';
import { TooSmall } from './TooSmall.tsx';

interface RootProps {
  readonly store: StoreApi<UiState>;
  readonly onChoose: (value: string) => void;
}

/** What is on the screen: the store's state, nothing else. */
export function Root({ store, onChoose }: RootProps) {
  const state = useStore(store);
  const isSmall = isTooSmall(state.size) && !state.look.linear;
  return (
    <Colours value={state.look.colour}>
      {isSmall ? <TooSmall size={state.size} /> : <ScreenOnTop state={state} onChoose={onChoose} />}
    </Colours>
  );
}
