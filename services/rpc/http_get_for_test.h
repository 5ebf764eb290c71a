// For tests: one HTTP request to a port of this machine.
#ifndef FRONTLINE_SERVICES_RPC_HTTP_GET_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_HTTP_GET_FOR_TEST_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace frontline::rpc::testing {

// The whole answer, headers and all; empty where there is none.
inline std::string HttpGet(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  const std::string request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    std::string part(65536, '\0');
    ssize_t got = 0;
    while ((got = read(fd, part.data(), part.size())) > 0) answer.append(part, 0, static_cast<size_t>(got));
  }
  close(fd);
  return answer;
}

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_HTTP_GET_FOR_TEST_H_
