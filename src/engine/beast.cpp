// The one compiled copy of Asio and Beast; nothing else belongs here.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
