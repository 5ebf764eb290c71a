// SIGTERM and SIGINT, taken by waiting for them: no code of ours runs in a signal handler.
#ifndef FRONTLINE_SERVICES_SERVER_SIGNALS_H_
#define FRONTLINE_SERVICES_SERVER_SIGNALS_H_

namespace frontline::server {

// Holds both back in this thread and those that it starts. Call first in main. A closed stdout or connection is no reason to end either: SIGPIPE is
// ignored.
void HoldSignals();

// Waits for one of them and returns it. Both stay held: Ctrl-C on a terminal sends one to every process there, and a script that minds this one sends
// another; that must not cut the drain short, which is bounded anyway.
int WaitForSignal();

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_SIGNALS_H_
