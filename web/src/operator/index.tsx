import { Route, Switch } from "wouter";

import { NotFound } from "../ui/NotFound.js";
import { DeadLetters } from "./DeadLetters.js";
import { Ledger } from "./Ledger.js";
import { Orders } from "./Orders.js";
import { Overview } from "./Overview.js";

export default function Operator() {
  return (
    <Switch>
      <Route path="/"><Overview /></Route>
      <Route path="/orders"><Orders /></Route>
      <Route path="/dead-letters"><DeadLetters /></Route>
      <Route path="/ledger"><Ledger /></Route>
      <Route><NotFound /></Route>
    </Switch>
  );
}
