#include "services/server/signals.h"

#include <pthread.h>
#include <signal.h>

namespace frontline::server {
namespace {

sigset_t Ending() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void HoldSignals() {
  const sigset_t set = Ending();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

int WaitForSignal() {
  const sigset_t set = Ending();
  int number = 0;
  while (sigwait(&set, &number) != 0) continue;
  return number;
}

}  // namespace frontline::server
