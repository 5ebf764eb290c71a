"""The permission matrix: every method of every service that frontlined serves, called by everybody who may not.

What there is to call is asked of the server itself, by reflection, and what each method asks of its caller is read from the descriptors' `access`. So a
method that is added is in the matrix, and one that the matrix has no way to call fails it.
"""

import re

import grpc
import pytest
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from conftest import issue_token
from frontline_process import areas, error_of

OURS = "forces/kent"
THEIRS = "forces/essex"
# What everybody may call, with or without an account: gRPC's own.
OF_GRPC = {"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}
