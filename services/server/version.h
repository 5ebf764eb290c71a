// The program's version.
#ifndef FRONTLINE_SERVICES_SERVER_VERSION_H_
#define FRONTLINE_SERVICES_SERVER_VERSION_H_

namespace frontline::server {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_VERSION_H_
